/** Programs of which runbooks use a few commands each: what looks is told from what changes, all else stays unknown. */
import type { Effect, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { carriedRule, judgeWords } from './carried.ts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { all, withOptions } from './rules.ts';

type Row = readonly [program: string, rule: Rule, example: string];

/** Programs without subcommands. */
const PLAIN: readonly Row[] = [
  ['ansible-playbook', ansiblePlaybook, 'ansible-playbook site.yml --check'],
  ['chgrp', 'change', 'chgrp app /srv/app'],
  ['chown', 'change', 'chown -R app:app /srv/app'],
  ['dd', 'destroy', 'dd if=/dev/zero of=/swapfile bs=1M count=64'],
  ['dockerd', withOptions(['--validate'], 'read', 'unknown'), 'dockerd --validate'],
  ['emacs', 'change', 'emacs app.conf'],
  ['fallocate', 'change', 'fallocate -l 4G /swapfile'],
  ['findmnt', 'read', 'findmnt /mnt/data'],
  ['install', 'change', 'install -m 0644 app.service /etc/systemd/system/app.service'],
  ['kafka-console-consumer', 'read', 'kafka-console-consumer --topic orders --max-messages 10'],
  ['kafka-console-consumer.sh', 'read', 'kafka-console-consumer.sh --topic orders --max-messages 10'],
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
  [
    'rsync',
    withOptions(['--delete', '--delete-after', '--delete-before', '--remove-source-files'], 'destroy', 'change'),
    'rsync -a a/ host:b/',
  ],
  ['rm', 'destroy', 'rm -rf /srv/app/old'],
  ['rmdir', 'destroy', 'rmdir /srv/app/old'],
  ['scp', 'change', 'scp app.conf host:/etc/app.conf'],
  ['swapon', withOptions(['-s', '--show', '--summary'], 'read', 'change'), 'swapon --show'],
  ['sysctl', sysctl, 'sysctl vm.swappiness'],
  ['wscat', 'unknown', 'wscat -c wss://chat.example.com'],
  ['vi', 'change', 'vi app.conf'],
  ['vim', 'change', 'vim app.conf'],
  ['xfs_info', 'read', 'xfs_info /mnt/data'],
];

/** A playbook that is not looked at may do anything. */
function ansiblePlaybook({ has }: Words): Effect {
  return has('--check', '-C', '--syntax-check', '--list-hosts', '--list-tasks', '--list-tags') ? 'read' : 'unknown';
}

function pgRestore({ has }: Words): Effect {
  if (has('-l', '--list')) return 'read';
  return has('-c', '--clean') ? 'destroy' : 'change';
}

function sysctl({ has, call }: Words): Effect {
  return has('-w', '-p', '--system', '--load') || call.argv.some((word) => word.includes('=')) ? 'change' : 'read';
}

interface Group {
  example: string;
  commands: Readonly<Record<string, Rule>>;
  valued?: readonly string[];
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
  celery: {
    example: 'celery -A app inspect active',
    valued: ['-A', '--app', '-b', '--broker', '-d', '--destination'],
    commands: { ...all('read', 'inspect, status, report'), purge: 'destroy' },
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
    commands: {
      ...all('read', 'get, info, version'),
      ...all('change', 'scale, create, upgrade, update'),
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
  iptables: {
    example: 'iptables -L -n',
    commands: {
      '': ({ has }) =>
        has('-L', '-S', '--list', '--list-rules')
          ? 'read'
          : has('-F', '-X', '-D', '-P', '--flush', '--delete', '--policy')
            ? 'destroy'
            : 'change',
    },
  },
  'kafka-consumer-groups.sh': {
    example: 'kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --all-groups',
    commands: {
      '': ({ has }) =>
        has('--reset-offsets', '--delete', '--delete-offsets')
          ? 'destroy'
          : has('--describe', '--list')
            ? 'read'
            : 'unknown',
    },
  },
  'kafka-log-dirs.sh': {
    example: 'kafka-log-dirs.sh --bootstrap-server kafka:9092 --describe',
    commands: { '': withOptions(['--describe'], 'read', 'unknown') },
  },
  'kafka-topics.sh': {
    example: 'kafka-topics.sh --bootstrap-server kafka:9092 --list',
    commands: {
      '': ({ has }) =>
        has('--delete')
          ? 'destroy'
          : has('--create', '--alter')
            ? 'change'
            : has('--list', '--describe')
              ? 'read'
              : 'unknown',
    },
  },
  'livekit-cli': {
    example: 'livekit-cli list-rooms --url https://livekit.example.com',
    commands: {
      ...all('read', 'list-rooms, list-room, list-participants, get-participant, list-egress, list-ingress'),
      ...all('reveal', 'create-token'),
      ...all('change', 'create-room, update-participant, update-room-metadata, mute-track, send-data'),
      ...all('destroy', 'delete-room, remove-participant'),
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
  prisma: {
    example: 'prisma migrate status',
    valued: ['--schema'],
    commands: {
      ...all('read', 'migrate status, validate'),
      ...all('change', 'migrate deploy, migrate resolve, generate'),
      ...all('destroy', 'migrate reset, migrate dev, db push'),
    },
  },
  rbenv: {
    example: 'rbenv versions',
    commands: { ...all('read', 'version, versions, which, root'), ...all('change', 'install, global, local, rehash') },
  },
  sqlx: {
    example: 'sqlx migrate info',
    valued: ['--source', '-D', '--database-url'],
    commands: {
      'migrate info': 'read',
      ...all('change', 'migrate run, migrate add, database create'),
      ...all('destroy', 'migrate revert, database drop, database reset'),
    },
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
  const plain = PLAIN.map(([program, rule, example]) =>
    tableGrammar({
      program,
      summary: `Judged as a whole: ${program}`,
      examples: [example],
      valued: [],
      commands: { '': rule },
    }),
  );
  const groups = Object.entries(GROUPS).map(([program, { example, commands, valued = [] }]) =>
    tableGrammar({
      program,
      summary: `Judged by its commands: ${program}`,
      examples: [example.replace(/^\S+/, program)],
      valued,
      commands,
    }),
  );
  return [...plain, ...groups, bundle(judge), knife(judge), sudo(judge)];
}

function bundle(judge: JudgeShell): ProgramGrammar {
  return tableGrammar({
    program: 'bundle',
    summary: 'Gems of Ruby, and programs in them',
    examples: ['bundle exec knife node list'],
    valued: [],
    carries: { exec: 0 },
    commands: { exec: carriedRule(judge), ...all('read', 'list, show, outdated'), ...all('change', 'install, update') },
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
        if (!command) return 'unknown';
        const { effect, reason } = judge(command.value);
        return [effect, reason];
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
