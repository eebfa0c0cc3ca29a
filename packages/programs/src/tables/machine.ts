/** Programs that look at or change the machine that they run on: its services, packages, disks, network, processes. */
import type { JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { judgeWords } from './carried.ts';
import type { Rule, Words } from './command-table.ts';
import { all, byNames, everyOperand, type Group, groupGrammars, type Row, rowGrammars, withOptions } from './rules.ts';

export function machineGrammars(judge: JudgeShell): ProgramGrammar[] {
  return [
    ...rowGrammars([...POWER, ...DISKS, ...NETWORK, ...LOAD, ...MESSAGES, ...ACCOUNTS, ...INSPECTORS]),
    ...groupGrammars(GROUPS),
    ...['strace', 'ltrace'].map((program) => tracer(program, judge)),
  ];
}

const POWER: readonly Row[] = [
  ['halt', 'destroy', 'halt'],
  ['poweroff', 'destroy', 'poweroff'],
  ['reboot', 'destroy', 'reboot'],
  ['shutdown', withOptions(['-c'], 'change', 'destroy'), 'shutdown -r now'],
];

const DISKS: readonly Row[] = [
  ['fdisk', withOptions(['-l', '--list'], 'read', 'destroy'), 'fdisk -l'],
  ['growpart', 'change', 'growpart /dev/xvda 1'],
  ['lvextend', 'change', 'lvextend -L +10G /dev/vg/data'],
  ...['lvs', 'vgs', 'pvs', 'blkid', 'smartctl'].flatMap((name) => byNames([name], 'read', '')),
  ...['lvremove', 'vgremove', 'pvremove', 'wipefs', 'shred', 'mkfs.ext4', 'mkfs.xfs'].flatMap((name) =>
    byNames([name], 'destroy', '/dev/sdb1'),
  ),
  ['parted', withOptions(['-l', '--list'], 'read', 'destroy'), 'parted -l'],
  ['resize2fs', 'change', 'resize2fs /dev/xvda1'],
  ['swapoff', 'change', 'swapoff /swapfile'],
  ['sync', 'local', 'sync'],
  ['umount', 'change', 'umount /mnt/data'],
  ['unlink', 'destroy', 'unlink /srv/app/current'],
  ['xfs_growfs', 'change', 'xfs_growfs /data'],
];

const firewall: Rule = ({ has }) => {
  if (has('-L', '-S', '--list', '--list-rules', '-C', '--check')) return 'read';
  return has('-F', '-X', '-D', '-P', '--flush', '--delete', '--policy', '--delete-chain') ? 'destroy' : 'change';
};

/** A connection that is only tried reads; one with words to send may do anything. */
const tried: Rule = ({ call, has }) => {
  if (has('-z')) return 'read';
  if (call.stdin !== null || call.program !== 'telnet') return ['unknown', 'what is sent is not looked at'];
  return ['change', 'opens a connection on which a person may send anything'];
};

const NETWORK: readonly Row[] = [
  ['arp', withOptions(['-d', '-s', '--delete', '--set'], 'change', 'read'), 'arp -an'],
  [
    'firewall-cmd',
    ({ call }) => (call.argv.every((word) => /^--(?:list|get|state|query|zone|info)/.test(word)) ? 'read' : 'change'),
    'firewall-cmd --list-all',
  ],
  ...byNames(['iptables', 'ip6tables'], firewall, '-L -n'),
  ...byNames(['iptables-save', 'ip6tables-save'], 'read', ''),
  ...byNames(['iptables-restore', 'ip6tables-restore'], 'destroy', 'rules.v4'),
  ...byNames(['ncat', 'socat', 'telnet'], tried, '-z host 22'),
  [
    'nft',
    ({ operands: [first] }) =>
      first?.value === 'list' ? 'read' : /^(?:add|insert)$/.test(first?.value ?? '') ? 'change' : 'destroy',
    'nft list ruleset',
  ],
  ['tcpdump', withOptions(['-z'], 'unknown', 'read'), 'tcpdump -c 20 port 5432'],
];

/** They make the traffic of many. */
const LOAD: readonly Row[] = [
  'ab',
  'artillery',
  'autocannon',
  'hey',
  'k6',
  'locust',
  'siege',
  'vegeta',
  'wrk',
  'wrk2',
].map(
  (name): Row => [
    name,
    ({ call }) =>
      call.argv.every((word) => /^(?:version|--version|-V|report|inspect)$/.test(word))
        ? 'local'
        : ['change', 'makes the load of many users'],
    `${name} https://staging.example.com/`,
  ],
);

const MESSAGES: readonly Row[] = ['logger', 'mail', 'mailx', 'sendmail', 'wall'].flatMap((name) =>
  byNames([name], 'change', 'done'),
);

const ACCOUNTS: readonly Row[] = [
  ...[
    'useradd',
    'usermod',
    'groupadd',
    'adduser',
    'passwd',
    'chpasswd',
    'chsh',
    'visudo',
    'setfacl',
    'chattr',
    'setenforce',
  ].flatMap((name) => byNames([name], 'change', 'deploy')),
  ...['userdel', 'groupdel', 'deluser'].flatMap((name) => byNames([name], 'destroy', 'deploy')),
];

const dmesg: Rule = ({ has }) => {
  if (has('-C', '-c', '--clear', '--read-clear')) return 'destroy';
  return has('-D', '-E', '-n', '--console-off', '--console-on', '--console-level') ? 'change' : 'read';
};

const INSPECTORS: readonly Row[] = [
  ['dmesg', dmesg, 'dmesg -T'],
  ['gcore', 'change', 'gcore 123'],
  ['getent', ({ operands: [first] }) => (/shadow/.test(first?.value ?? '') ? 'reveal' : 'read'), 'getent hosts db'],
  [
    'jcmd',
    ({ operands: [, second] }) =>
      second === undefined || /^(?:VM\.(?!set)|Thread\.print|GC\.(?:class_|heap_info))/.test(second.value)
        ? 'read'
        : 'change',
    'jcmd 123 VM.flags',
  ],
  ['jmap', ({ call }) => (call.argv.some((word) => word.startsWith('-dump')) ? 'change' : 'read'), 'jmap -histo 123'],
  ...[
    'jps',
    'jstack',
    'jstat',
    'lspci',
    'lsmod',
    'modinfo',
    'sensors',
    'ipcs',
    'nproc',
    'getconf',
    'locale',
    'slabtop',
    'stern',
    'pstree',
    'numastat',
    'trivy',
  ].flatMap((name) => byNames([name], 'read', '')),
  ...['tput', 'stty', 'tty', 'arch'].flatMap((name) => byNames([name], 'local', '')),
  ['logrotate', withOptions(['-d', '--debug'], 'read', 'change'), 'logrotate -d /etc/logrotate.conf'],
  [
    'py-spy',
    ({ operands: [first] }) => (/^(?:dump|top)$/.test(first?.value ?? '') ? 'read' : 'unknown'),
    'py-spy dump --pid 123',
  ],
];

/** With `-p` it looks at a process; else it runs the command that stands behind its options. */
function tracer(program: string, judge: JudgeShell): ProgramGrammar {
  return {
    program,
    summary: 'Shows the calls of a process',
    examples: [`${program} -p 123`],
    analyse: (call) => {
      let rest = 0;
      while (call.argv[rest]?.startsWith('-')) rest += /^-[a-zA-Z]*[aeEIopPsSuUX]$/.test(call.argv[rest] ?? '') ? 2 : 1;
      if (rest < call.argv.length) return judgeWords(call, rest, judge);
      return { effect: 'read', reason: 'looks at a process', operation: null, resources: [], arguments: [] };
    },
  };
}

const SERVICES = /^(?:status|--status-all|list|avail|tail|fg|pid|version|maintail)$/;

/** `service nginx restart`: what is done stands last, or before the names of what it is done to. */
const service: Rule = (words: Words) => {
  const given = [...everyOperand(words), ...words.call.argv.filter((word) => word.startsWith('--'))];
  if (given.some((word) => SERVICES.test(word))) return 'read';
  return given.some((word) => /^(?:start|stop|restart|reload|force-reload|try-restart|condrestart)$/.test(word))
    ? 'change'
    : 'unknown';
};

const PACKAGES: Readonly<Record<string, Rule>> = {
  ...all(
    'read',
    'list, show, info, search, check, freeze, outdated, policy, leaves, deps, which, query, stats, find, contents',
  ),
  ...all(
    'change',
    'install, upgrade, update, reinstall, add, refresh, services start, services stop, services restart, pin, link',
  ),
  ...all('destroy', 'remove, uninstall, purge, autoremove, erase, clean, cleanup, del'),
  'services list': 'read',
};

const GROUPS: Readonly<Record<string, Group>> = {
  apk: { example: 'apk info', commands: PACKAGES },
  'apt-cache': {
    example: 'apt-cache policy nginx',
    commands: { ...all('read', 'policy, show, search, depends, madison') },
  },
  brew: { example: 'brew list', commands: PACKAGES },
  gem: { example: 'gem list', commands: PACKAGES },
  snap: { example: 'snap list', commands: PACKAGES },
  dpkg: {
    example: 'dpkg -l',
    commands: {
      '': ({ has }) =>
        has('-r', '-P', '--remove', '--purge')
          ? 'destroy'
          : has('-l', '-L', '-s', '-S', '--list', '--status')
            ? 'read'
            : 'change',
    },
  },
  rpm: {
    example: 'rpm -qa',
    commands: {
      '': ({ has }) => (has('-e', '--erase') ? 'destroy' : has('-q', '-V', '--query', '--verify') ? 'read' : 'change'),
    },
  },
  service: { example: 'service nginx status', commands: { '': service } },
  supervisorctl: {
    example: 'supervisorctl status',
    valued: ['-c', '-s', '-u', '-p'],
    commands: {
      ...all('read', 'status, tail, pid, avail, version, maintail'),
      ...all('change', 'start, stop, restart, reload, reread, update, add, signal'),
      ...all('destroy', 'shutdown, remove, clear'),
    },
  },
  pm2: {
    example: 'pm2 list',
    commands: {
      ...all('read', 'list, ls, status, logs, show, describe, monit, prettylist, info, report'),
      ...all('reveal', 'env, jlist'),
      ...all(
        'change',
        'start, restart, reload, stop, scale, save, resurrect, startup, update, set, sendSignal, gracefulReload',
      ),
      ...all('destroy', 'delete, kill, flush, del'),
    },
  },
  certbot: {
    example: 'certbot certificates',
    valued: ['-d', '--domains', '--cert-name'],
    commands: {
      certificates: 'read',
      renew: withOptions(['--dry-run'], 'read', 'change'),
      ...all('change', 'certonly, install, run, reconfigure, register'),
      ...all('destroy', 'delete, revoke, unregister, rollback'),
    },
  },
  timedatectl: {
    example: 'timedatectl status',
    commands: {
      '': 'read',
      ...all('read', 'status, show, timesync-status, list-timezones'),
      ...all('change', 'set-time, set-timezone, set-ntp'),
    },
  },
  hostnamectl: {
    example: 'hostnamectl status',
    commands: { '': 'read', status: 'read', ...all('change', 'set-hostname, hostname') },
  },
  'gitlab-ctl': {
    example: 'gitlab-ctl status',
    commands: {
      ...all('read', 'status, tail, service-list'),
      'show-config': 'reveal',
      ...all('change', 'start, stop, restart, hup, reconfigure, once'),
      ...all('destroy', 'uninstall, cleanse, remove-accounts'),
    },
  },
  litestream: {
    example: 'litestream snapshots app.db',
    commands: {
      ...all('read', 'databases, generations, snapshots, wal, version'),
      ...all('change', 'replicate, restore'),
    },
  },
  tmux: {
    example: 'tmux ls',
    commands: {
      ...all('read', 'ls, list-sessions, list-windows'),
      ...all('change', 'attach, attach-session, a'),
      'kill-session': 'destroy',
      'kill-server': 'destroy',
    },
  },
};
