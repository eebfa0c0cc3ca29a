/** Programs of which runbooks use a few commands each: what looks is told from what changes, all else stays unknown. */
import type { Effect, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { behindDashes, judgeText, judgeWords } from './carried.ts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { all, type Group, groupGrammars, isNone, type Row, rowGrammars, withOptions } from './rules.ts';

/** Programs without subcommands. */
const PLAIN: readonly Row[] = [
  ['ansible-playbook', ansiblePlaybook, 'ansible-playbook site.yml --check'],
  ['chef-client', withOptions(['-W', '--why-run'], 'read', 'change'), 'chef-client --why-run'],
  ['chef-client-disable', 'change', "chef-client-disable 'a change by hand'"],
  ['chef-client-enable', 'change', 'chef-client-enable'],
  ['chgrp', 'change', 'chgrp app /srv/app'],
  ['chown', 'change', 'chown -R app:app /srv/app'],
  ['dd', dd, 'dd if=/dev/zero of=/swapfile bs=1M count=64'],
  ['dockerd', withOptions(['--validate'], 'read', 'unknown'), 'dockerd --validate'],
  ['emacs', 'change', 'emacs app.conf'],
  ['fallocate', 'change', 'fallocate -l 4G /swapfile'],
  ['findmnt', 'read', 'findmnt /mnt/data'],
  ['install', 'change', 'install -m 0644 app.service /etc/systemd/system/app.service'],
  ['kill', withOptions(['-l', '-0'], 'read', 'change'), 'kill -HUP 123'],
  ['killall', 'change', 'killall -HUP nginx'],
  ['ln', 'change', 'ln -sfn releases/2 current'],
  ['mdadm', withOptions(['--detail', '-D', '--examine', '-E'], 'read', 'unknown'), 'mdadm --detail /dev/md1'],
  ['mkfs', 'destroy', 'mkfs /dev/sdb1'],
  ['mkswap', 'destroy', 'mkswap /swapfile'],
  ['mountpoint', 'read', 'mountpoint -q /mnt/data'],
  ['mysqlbinlog', 'read', 'mysqlbinlog binlog.000001'],
  ['mysqldump', 'read', 'mysqldump -h db app'],
  ['nano', 'change', 'nano app.conf'],
  ['nginx', ({ has }) => (has('-t', '-T', '-v', '-V') ? 'read' : 'change'), 'nginx -t'],
  ['nvidia-smi', ({ call }) => (call.argv.length === 0 ? 'read' : 'unknown'), 'nvidia-smi'],
  ['open', 'read', 'open https://status.example.com'],
  ['pg_dump', 'read', 'pg_dump -Fc -h db app'],
  ['pg_dumpall', 'reveal', 'pg_dumpall -h db'],
  ['pg_restore', pgRestore, 'pg_restore -d app app.dump'],
  ['pkill', 'change', 'pkill -HUP nginx'],
  ['readlink', 'read', 'readlink -e /srv/app/current'],
  ['restorecon', 'change', 'restorecon -v /etc/app.conf'],
  ['rsync', rsync, 'rsync -a a/ host:b/'],
  ['rm', 'destroy', 'rm -rf /srv/app/old'],
  ['rmdir', 'destroy', 'rmdir /srv/app/old'],
  ['scp', 'change', 'scp app.conf host:/etc/app.conf'],
  ['swapon', withOptions(['-s', '--show', '--summary'], 'read', 'change'), 'swapon --show'],
  ['sysctl', sysctl, 'sysctl vm.swappiness'],
  ['wscat', ['change', 'opens a connection on which a person may send anything'], 'wscat -c wss://chat.example.com'],
  ['vi', 'change', 'vi app.conf'],
  ['vim', 'change', 'vim app.conf'],
  ['xfs_info', 'read', 'xfs_info /mnt/data'],
];

/** A playbook that is not looked at may do anything. */
function ansiblePlaybook({ has }: Words): Effect {
  return has('--check', '-C', '--syntax-check', '--list-hosts', '--list-tasks', '--list-tags') ? 'read' : 'unknown';
}

/** A file is overwritten; a device loses what it holds. */
function dd({ call }: Words): Effect {
  const target = call.argv.find((word) => word.startsWith('of='))?.slice('of='.length);
  if (target === undefined || /^\/dev\/(?:null|stdout|stderr)$/.test(target)) return 'read';
  return /^\/dev\/|\$|</.test(target) ? 'destroy' : 'change';
}

function rsync({ call, has }: Words): Effect {
  if (has('-n', '--dry-run')) return 'read';
  return call.argv.some((word) => /^--(?:del|remove-source-files)/.test(word)) ? 'destroy' : 'change';
}

function pgRestore({ has }: Words): Effect {
  if (has('-l', '--list')) return 'read';
  return has('-c', '--clean') ? 'destroy' : 'change';
}

function sysctl({ has, call }: Words): Effect {
  return has('-w', '-p', '--system', '--load') || call.argv.some((word) => word.includes('=')) ? 'change' : 'read';
}

const PACKAGES: Record<string, Rule> = {
  ...all('read', 'list, show, info, search, check, freeze, outdated'),
  ...all('change', 'install, upgrade, update, reinstall, add'),
  ...all('destroy', 'remove, uninstall, purge, autoremove, erase, clean'),
};

const PATRONI: Group = {
  example: 'patronictl list',
  valued: ['-c', '--config-file', '-f', '--format'],
  commands: {
    ...all('read', 'list, topology, history, version'),
    'show-config': 'reveal',
    ...all('change', 'switchover, failover, restart, reload, reinit, pause, resume, edit-config'),
    remove: 'destroy',
  },
};

const GROUPS: Readonly<Record<string, Group>> = {
  'apt-get': { example: 'apt-get install -y htop', commands: PACKAGES },
  apt: { example: 'apt install -y htop', commands: PACKAGES },
  dnf: { example: 'dnf install -y htop', commands: PACKAGES },
  yum: { example: 'yum install -y htop', commands: PACKAGES },
  pip: { example: 'pip install awscli', commands: PACKAGES },
  pip3: { example: 'pip3 install awscli', commands: PACKAGES },
  argocd: {
    example: 'argocd app get api',
    commands: {
      ...all('read', 'app get, app list, app diff, app history, app logs, app wait, cluster list, version'),
      ...all('change', 'app sync, app set, app rollback, app refresh, login'),
      'app delete': 'destroy',
    },
  },
  cdk: {
    example: 'cdk diff',
    commands: {
      ...all('read', 'diff, list, ls, doctor'),
      synth: 'local',
      deploy: ['destroy', 'carries out a plan that may replace or delete resources'],
      destroy: 'destroy',
    },
  },
  containerd: { example: 'containerd config dump', commands: { 'config dump': 'read', 'config default': 'local' } },
  crontab: {
    example: 'crontab -l',
    valued: ['-u'],
    commands: { '': ({ has }) => (has('-l') ? 'read' : has('-r') ? 'destroy' : 'change') },
  },
  'datadog-cli': {
    example: 'datadog-cli metrics query --query avg:system.load.1',
    valued: ['--query'],
    commands: { 'metrics query': 'read' },
  },
  eksctl: {
    example: 'eksctl get nodegroup --cluster c',
    valued: ['--nodes', '-N', '--cluster', '--name', '--region'],
    commands: {
      ...all('read', 'get, info, version'),
      scale: ({ value }) => (isNone(value('--nodes', '-N')) ? 'destroy' : 'change'),
      ...all('change', 'create, upgrade, update'),
      ...all('destroy', 'delete, drain'),
    },
  },
  'fail2ban-client': {
    example: 'fail2ban-client status',
    commands: {
      ...all('read', 'status, get, ping, banned'),
      ...all('change', 'set, start, stop, reload, restart, unban'),
    },
  },
  loginctl: {
    example: 'loginctl list-sessions',
    commands: {
      ...all('read', 'list-sessions, list-users, show-user, show-session, user-status'),
      ...all('change', 'enable-linger, disable-linger'),
    },
  },
  nova: {
    example: 'nova show api-1',
    commands: {
      ...all('read', 'list, show, flavor-list, console-log, hypervisor-list'),
      ...all('change', 'resize, resize-confirm, resize-revert, reboot, start, stop, boot, rebuild'),
      delete: 'destroy',
    },
  },
  'nvidia-ctk': {
    example: 'nvidia-ctk runtime configure',
    commands: { 'runtime configure': 'change', 'cdi list': 'read' },
  },
  openstack: {
    example: 'openstack server list',
    commands: {
      ...all('read', 'server list, server show, flavor list, image list, network list, volume list'),
      ...all('change', 'server resize, server create, server start, server stop, server reboot'),
      ...all('destroy', 'server delete, volume delete'),
    },
  },
  patronictl: PATRONI,
  'gitlab-patronictl': PATRONI,
  perf: {
    example: 'perf record -p 123',
    valued: ['-p', '--pid', '-t', '--tid', '-i', '-o', '-e', '-F'],
    commands: {
      ...all('read', 'report, top, list, script, annotate'),
      // Behind the options may stand a program to run.
      record: ({ operands, rest }) => (operands.length > 0 || rest >= 0 ? 'unknown' : 'read'),
      stat: ({ operands, rest }) => (operands.length > 0 || rest >= 0 ? 'unknown' : 'read'),
    },
  },
  rbenv: {
    example: 'rbenv versions',
    commands: { ...all('read', 'version, versions, which, root'), ...all('change', 'install, global, local, rehash') },
  },
  'systemd-analyze': {
    example: 'systemd-analyze verify app.service',
    commands: { ...all('read', 'verify, blame, critical-chain, time, security') },
  },
  tailscale: {
    example: 'tailscale status',
    commands: { ...all('read', 'ip, status, ping, netcheck, version'), ...all('change', 'up, down, set, cert, serve') },
  },
  ufw: {
    example: 'ufw status verbose',
    commands: {
      ...all('read', 'status, show, app list, app info'),
      ...all('change', 'allow, deny, limit, reject, enable, reload, insert, logging, default'),
      ...all('destroy', 'delete, disable, reset'),
    },
  },
  uv: {
    example: 'uv pip freeze',
    valued: ['--python'],
    commands: { ...all('read', 'pip freeze, pip list, pip show, version'), ...all('change', 'pip install, sync, add') },
  },
};

export function otherGrammars(judge: JudgeShell): ProgramGrammar[] {
  return [...rowGrammars(PLAIN), ...groupGrammars(GROUPS), ansible(judge), bundle(judge), knife(judge), sudo(judge)];
}

/** One module on many hosts; without a name it is the one that runs a command. */
function ansible(judge: JudgeShell): ProgramGrammar {
  return tableGrammar({
    program: 'ansible',
    summary: 'Runs a module on many hosts',
    examples: ['ansible web -m ping'],
    valued: [
      '-m',
      '--module-name',
      '-a',
      '--args',
      '-i',
      '--inventory',
      '-u',
      '--user',
      '-f',
      '--forks',
      '-l',
      '--limit',
      '-e',
    ],
    commands: {
      '': ({ value, has }) => {
        const module = (value('-m', '--module-name') ?? 'command').replace(/^ansible\.builtin\./, '');
        if (/^(?:ping|setup|debug|stat|getent|service_facts|package_facts)$/.test(module) || has('--list-hosts'))
          return 'read';
        const command = value('-a', '--args');
        if (/^(?:command|shell|raw)$/.test(module) && command !== null) return judgeText(command, judge);
        return ['unknown', `what the module ${module} does is not looked at`];
      },
    },
  });
}

function bundle(judge: JudgeShell): ProgramGrammar {
  return tableGrammar({
    program: 'bundle',
    summary: 'Gems of Ruby, and programs in them',
    examples: ['bundle exec knife node list'],
    valued: [],
    carries: { exec: 0 },
    commands: {
      exec: behindDashes(judge),
      ...all('read', 'list, show, outdated'),
      ...all('change', 'install, update'),
    },
  });
}

/** `knife ssh QUERY COMMAND` runs the command on every node that is found. */
function knife(judge: JudgeShell): ProgramGrammar {
  return tableGrammar({
    program: 'knife',
    summary: 'Nodes of Chef',
    examples: ["knife ssh 'role:web' 'uptime'"],
    valued: ['-C', '--concurrency', '-a', '--attribute', '-x', '--ssh-user', '--format', '-F'],
    commands: {
      ...all('read', 'search, node list, node show, role list, role show, status'),
      ...all('destroy', 'node delete, role delete'),
      ssh: ({ operands: [, command] }) => {
        return command ? judgeText(command.value, judge) : 'unknown';
      },
    },
  });
}

function sudo(judge: JudgeShell): ProgramGrammar {
  return {
    program: 'sudo',
    summary: 'Runs a command as another user',
    examples: ['sudo systemctl status nginx'],
    analyse: (call) => {
      let rest = 0;
      while (/^-|^\w+=/.test(call.argv[rest] ?? ''))
        rest += /^(?:-[A-Za-z]*[ughpCrtTDR]|--user|--group|--host|--prompt)$/.test(call.argv[rest] ?? '') ? 2 : 1;
      return judgeWords(call, rest, judge);
    },
  };
}
