import type { JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { joinedRule } from './carried.ts';
import { tableGrammar } from './command-table.ts';
import { all, withOptions } from './rules.ts';

/** Programs that look at or act on machines: services, logs, other hosts, the network. */
export function hostGrammars(judge: JudgeShell): ProgramGrammar[] {
  return [systemctl(), journalctl(), ssh(judge), nc(), openssl(), ...lookUps()];
}

function systemctl(): ProgramGrammar {
  return tableGrammar({
    program: 'systemctl',
    summary: 'Services of systemd',
    examples: ['systemctl status nginx', 'systemctl restart nginx'],
    valued: [
      '-t',
      '--type',
      '-n',
      '--lines',
      '-o',
      '--output',
      '-H',
      '--host',
      '-M',
      '--machine',
      '-s',
      '--signal',
      '-p',
      '--property',
      '--state',
    ],
    commands: {
      '': ['read', 'lists the units'],
      ...all(
        'read',
        'status, is-active, is-enabled, is-failed, is-system-running, list-units, list-unit-files, list-timers',
      ),
      ...all('read', 'list-sockets, list-dependencies, list-jobs, show, cat, get-default, help'),
      'show-environment': 'reveal',
      ...all(
        'change',
        'start, stop, restart, reload, try-restart, reload-or-restart, try-reload-or-restart, enable, disable',
      ),
      ...all(
        'change',
        'mask, unmask, daemon-reload, daemon-reexec, reset-failed, set-property, edit, kill, isolate, preset',
      ),
      ...all('change', 'set-default, set-environment, unset-environment, link, revert'),
      ...all('destroy', 'poweroff, reboot, halt, kexec, suspend, hibernate, rescue, emergency, clean'),
    },
  });
}

function journalctl(): ProgramGrammar {
  return tableGrammar({
    program: 'journalctl',
    summary: 'The journal of systemd',
    examples: ['journalctl -u nginx --since "1 hour ago"'],
    valued: [
      '-u',
      '--unit',
      '-n',
      '--lines',
      '-o',
      '--output',
      '-S',
      '--since',
      '-U',
      '--until',
      '-p',
      '--priority',
      '-t',
      '-b',
    ],
    commands: {
      '': ({ has }) => {
        if (has('--vacuum-size', '--vacuum-time', '--vacuum-files')) return 'destroy';
        return has('--rotate', '--flush', '--sync', '--relinquish-var', '--setup-keys') ? 'change' : 'read';
      },
    },
  });
}

function ssh(judge: JudgeShell): ProgramGrammar {
  const letters = [...'BbcDEeFIiJLlmOopQRSWw'].map((letter) => `-${letter}`);
  return tableGrammar({
    program: 'ssh',
    summary: 'Runs a command on another host',
    examples: ["ssh deploy@host 'systemctl status nginx'"],
    valued: letters,
    carries: { '': 1 },
    commands: { '': joinedRule(judge) },
  });
}

function nc(): ProgramGrammar {
  const rule = withOptions(['-z'], 'read', 'unknown');
  return tableGrammar({
    program: 'nc',
    summary: 'Tries a port',
    examples: ['nc -zv db 5432'],
    valued: ['-w', '-p', '-s'],
    commands: { '': rule },
  });
}

function openssl(): ProgramGrammar {
  return tableGrammar({
    program: 'openssl',
    summary: 'Keys, certificates and TLS connections',
    examples: ['openssl x509 -noout -enddate -in cert.pem', 'openssl s_client -connect host:443'],
    valued: [],
    commands: {
      ...all('read', 's_client, ocsp, crl'),
      ...all(
        'local',
        'x509, verify, rand, version, dgst, sha256, md5, base64, ciphers, prime, asn1parse, speed, errstr',
      ),
      ...all('reveal', 'rsa, pkey, ec, pkcs8, pkcs12, enc, genrsa, genpkey, passwd'),
      ...all('change', 'req, ca'),
    },
  });
}

function lookUps(): ProgramGrammar[] {
  const programs = {
    nslookup: 'Asks for a name',
    dig: 'Asks for a name',
    host: 'Asks for a name',
    ping: 'Tries whether a host answers',
    traceroute: 'Shows the way to a host',
  };
  return Object.entries(programs).map(([program, summary]) =>
    tableGrammar({ program, summary, examples: [`${program} example.com`], valued: [], commands: { '': 'read' } }),
  );
}
