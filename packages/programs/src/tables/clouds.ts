/** Command lines of clouds and platforms. */
import type { Effect, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { carriedRule, judgeText } from './carried.ts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { all, everyOperand, type Group, groupGrammars, isNone } from './rules.ts';

export function cloudGrammars(judge: JudgeShell): ProgramGrammar[] {
  const groups = { fly: fly(judge), flyctl: fly(judge), heroku: heroku(judge), ...PLATFORMS };
  return [gcloud(judge), az(), ...groupGrammars(groups)];
}

interface Verbs {
  read: RegExp;
  change: RegExp;
  destroy: RegExp;
}

/** A word behind the groups says what is done: `gcloud run services describe api`. */
function byVerb(verbs: Verbs, special: readonly (readonly [RegExp, Effect])[]): Rule {
  return (words) => {
    const text = words.operands.map(({ value }) => value).join(' ');
    const known = special.find(([pattern]) => pattern.test(text));
    if (known) return known[1];
    const [first, ...rest] = words.operands;
    for (const { value } of first ? rest : []) {
      const effect = (['destroy', 'change', 'read'] as const).find((one) => verbs[one].test(value));
      if (effect) return effect === 'change' && stopsAll(words) ? 'destroy' : effect;
    }
    return ['unknown', `what ${text || 'it'} does is not known`];
  };
}

const stopsAll = ({ value }: Words): boolean =>
  isNone(value('--num-nodes', '--max-instances', '--size', '--node-count', '--new-capacity'));

const CHANGING =
  /^(?:create|update|deploy|set|set-[\w-]+|update-[\w-]+|add|add-[\w-]+|remove-(?:iam-policy-binding|tags|labels|metadata)|start|stop|restart|reset-windows-password|enable|disable|resize|scale|import|export|submit|cancel|pause|resume|suspend|upload|publish|pull|promote|rollback|redeploy|up|invoke|call|execute|run|trigger|purge-cache|grant|revoke|patch|swap|assign|attach|detach|failover|upgrade|rotate|renew|copy|cp|mv|login|configure|activate|init|get-credentials)$/;

function gcloud(judge: JudgeShell): ProgramGrammar {
  const rule = byVerb(
    {
      read: /^(?:describe|list|list-[\w-]+|get-[\w-]+|read|tail|info|versions|wait|diagnose|search-[\w-]+)$/,
      change: CHANGING,
      destroy: /^(?:delete|destroy|purge|reset|clear|abandon-instances|delete-[\w-]+|restore)$/,
    },
    [
      [
        /\bprint-(?:access|identity)-token\b|\bversions access\b|\bkeys create\b|\bget-value.*(?:token|secret)|\bdecrypt\b/,
        'reveal',
      ],
      [/^(?:version|info|help)$|^config (?:list|get-value|set|unset|configurations)\b/, 'local'],
      [/^(?:auth list|projects list|components list)$/, 'read'],
      [/^sql connect\b/, 'change'],
      [/^sql backups restore\b/, 'destroy'],
    ],
  );
  const remote: Rule = (words) => {
    const command = words.value('--command');
    return command === null ? ['change', 'opens a shell in which a person may do anything'] : judgeText(command, judge);
  };
  return tableGrammar({
    program: 'gcloud',
    summary: 'Google Cloud',
    examples: ['gcloud run services list', 'gcloud sql instances describe app'],
    valued: [
      '--project',
      '--num-nodes',
      '--size',
      '--max-instances',
      '--region',
      '--zone',
      '--format',
      '--filter',
      '--limit',
      '--command',
      '--account',
      '--cluster',
    ],
    commands: { '': rule, 'compute ssh': remote },
    open: true,
  });
}

function az(): ProgramGrammar {
  const rule = byVerb(
    {
      read: /^(?:show|show-[\w-]+|list|list-[\w-]+|get-[\w-]+|tail|query|exists|wait|check-[\w-]+|view)$/,
      change: CHANGING,
      destroy: /^(?:delete|purge|remove|reset|deallocate|restore|delete-[\w-]+|clear)$/,
    },
    [
      [
        /^keyvault secret (?:show|download)\b|\bget-access-token\b|\bkeys? (?:list|show)\b|\bconnection-string\b|\bcredential (?:list|show|reset)\b|\bappsettings list\b|\blist-keys\b|\bget-credentials\b|\bgenerate-sas\b|\blist-publishing|\badmin-password\b/,
        'reveal',
      ],
      [/\brun-command invoke\b|\brest\b|\bssh\b|\bexec\b/, 'unknown'],
      [/^(?:version|account set|configure)\b/, 'local'],
    ],
  );
  return tableGrammar({
    program: 'az',
    summary: 'Azure',
    examples: ['az webapp list', 'az containerapp show --name api'],
    valued: [
      '-g',
      '--node-count',
      '--new-capacity',
      '--resource-group',
      '-n',
      '--name',
      '--subscription',
      '-o',
      '--output',
      '--query',
      '--ids',
      '-l',
    ],
    commands: { '': rule },
    open: true,
  });
}

/** `ps:scale web=0` stops all that runs. */
const scale: Rule = (words) => (everyOperand(words).some(isNone) ? 'destroy' : 'change');

function fly(judge: JudgeShell): Group {
  return {
    example: 'fly status',
    valued: ['-a', '--app', '-c', '--config', '-r', '--region', '-C', '--command', '-s', '--select'],
    commands: {
      ...all(
        'read',
        'status, logs, apps list, releases, machine list, machine status, ips list, secrets list, checks list',
      ),
      ...all('read', 'volumes list, regions list, scale show, platform status, info, version, auth whoami, image show'),
      ...all(
        'change',
        'deploy, launch, restart, apps restart, machine restart, machine start, machine stop, machine run',
      ),
      ...all('change', 'secrets set, secrets unset, secrets import, scale vm, scale memory, regions add, ips allocate'),
      ...all('change', 'machine update, machine clone, volumes extend, volumes create, certs add, postgres restart'),
      'scale count': scale,
      ...all(
        'destroy',
        'apps destroy, machine destroy, machine remove, volumes destroy, volumes delete, destroy, ips release',
      ),
      'ssh console': ({ value }) => {
        const command = value('-C', '--command');
        return command === null
          ? ['change', 'opens a shell in which a person may do anything']
          : judgeText(command, judge);
      },
      proxy: 'read',
      'auth token': 'reveal',
    },
  };
}

function heroku(judge: JudgeShell): Group {
  return {
    example: 'heroku logs -a app',
    valued: ['-a', '--app', '-r', '--remote', '-n', '--num', '-d', '--dyno', '-s', '--source', '-t', '--type'],
    carries: { run: 0, 'run:detached': 0 },
    commands: {
      ...all(
        'read',
        'logs, ps, releases, releases:info, apps, apps:info, info, addons, domains, status, pg:info, pg:ps, pg:locks',
      ),
      ...all('read', 'pg:backups, pg:backups:info, pg:diagnose, pg:wait, redis:info, buildpacks, regions, auth:whoami'),
      ...all('reveal', 'config, config:get, pg:credentials:url, pg:backups:url, auth:token, redis:credentials'),
      ...all(
        'change',
        'config:set, config:unset, ps:restart, restart, ps:stop, ps:kill, ps:resize, ps:type, releases:rollback',
      ),
      ...all(
        'change',
        'rollback, maintenance:on, maintenance:off, addons:create, addons:upgrade, pg:backups:capture, pg:promote',
      ),
      ...all(
        'change',
        'pg:kill, pg:killall, pg:copy, domains:add, pipelines:promote, apps:create, create, redis:promote',
      ),
      ...all(
        'destroy',
        'apps:destroy, addons:destroy, pg:reset, pg:backups:restore, pg:backups:delete, domains:remove',
      ),
      'ps:scale': scale,
      run: carriedRule(judge),
      'run:detached': carriedRule(judge),
    },
  };
}

function withDelete(options: readonly string[]): Rule {
  return ({ has }) => (has('-n') ? 'read' : has(...options) ? 'destroy' : 'change');
}

const SERVERLESS: Group = {
  example: 'serverless info',
  valued: ['--stage', '-s', '--region', '-r', '-f', '--function', '-c', '--config', '-t', '--timestamp'],
  commands: {
    ...all('read', 'info, logs, metrics, deploy list, deploy list functions'),
    print: 'reveal',
    ...all('change', 'deploy function, invoke, package, rollback'),
    deploy: ['destroy', 'carries out a plan that may replace or delete resources'],
    remove: 'destroy',
  },
};

const PLATFORMS: Readonly<Record<string, Group>> = {
  vercel: {
    example: 'vercel ls',
    valued: ['--token', '--scope', '-S', '--cwd', '-m', '--meta'],
    commands: {
      '': ['change', 'deploys'],
      ...all(
        'read',
        'ls, list, inspect, logs, whoami, env ls, domains ls, certs ls, alias ls, project ls, dns ls, teams ls',
      ),
      ...all('reveal', 'env pull, pull'),
      ...all(
        'change',
        'deploy, redeploy, rollback, promote, alias, alias set, env add, build, dev, link, domains add, login',
      ),
      ...all('destroy', 'remove, rm, env rm, domains rm, certs rm, alias rm, project rm, dns rm'),
    },
  },
  wrangler: {
    example: 'wrangler deployments list',
    valued: ['-c', '--config', '-e', '--env', '--name'],
    commands: {
      ...all(
        'read',
        'deployments list, deployments status, versions list, tail, whoami, secret list, d1 list, d1 info, kv namespace list',
      ),
      ...all(
        'change',
        'deploy, publish, rollback, versions deploy, secret put, kv key put, d1 migrations apply, dev, login',
      ),
      ...all('destroy', 'delete, secret delete, kv key delete, d1 delete, r2 bucket delete, kv namespace delete'),
    },
  },
  'sentry-cli': {
    example: 'sentry-cli releases list',
    valued: ['-o', '--org', '-p', '--project', '--auth-token', '--url', '-r', '--release'],
    commands: {
      ...all(
        'read',
        'info, projects list, organizations list, issues list, events list, releases list, releases info, monitors list',
      ),
      ...all('read', 'releases propose-version, deploys list, logs list'),
      ...all(
        'change',
        'releases new, releases finalize, releases set-commits, releases deploys, deploys new, sourcemaps upload',
      ),
      ...all(
        'change',
        'sourcemaps inject, upload-dif, upload-proguard, debug-files upload, send-event, send-envelope, login',
      ),
      ...all('change', 'issues resolve, issues mute, releases archive, releases restore, monitors run'),
      ...all('destroy', 'releases delete'),
    },
  },
  gsutil: {
    example: 'gsutil ls gs://bucket',
    commands: {
      ...all('read', 'ls, du, stat, cat, hash, version, acl get, iam get, lifecycle get, versioning get'),
      signurl: 'reveal',
      cp: (words) => (everyOperand(words).at(-1)?.startsWith('gs://') !== false ? 'change' : 'read'),
      rsync: withDelete(['-d']),
      ...all(
        'change',
        'mb, setmeta, compose, rewrite, acl set, acl ch, iam set, iam ch, versioning set, retention set',
      ),
      ...all('destroy', 'rm, rb, mv, lifecycle set'),
    },
  },
  rclone: {
    example: 'rclone ls remote:bucket',
    commands: {
      ...all('read', 'ls, lsd, lsl, lsf, lsjson, size, check, cat, md5sum, about, version, listremotes, ncdu'),
      'config show': 'reveal',
      ...all('change', 'copy, copyto, mkdir, touch, copyurl, mount'),
      sync: ({ has }) => (has('-n', '--dry-run') ? 'read' : 'destroy'),
      ...all('destroy', 'move, moveto, delete, deletefile, purge, rmdir, rmdirs, cleanup, dedupe'),
    },
  },
  sam: {
    example: 'sam logs -n api',
    commands: {
      ...all('read', 'logs, list, validate, traces'),
      ...all('change', 'build, package, publish, local invoke, local start-api, remote invoke, init'),
      ...all('destroy', 'deploy, sync, delete'),
    },
  },
  serverless: SERVERLESS,
  sls: SERVERLESS,
  copilot: {
    example: 'copilot svc status',
    valued: ['-n', '--name', '-e', '--env', '-a', '--app'],
    commands: {
      ...all(
        'read',
        'app ls, app show, env ls, env show, svc ls, svc status, svc logs, svc show, job ls, job logs, pipeline status',
      ),
      ...all(
        'change',
        'svc deploy, env deploy, job deploy, deploy, svc pause, svc resume, job run, task run, svc init, env init',
      ),
      ...all('destroy', 'app delete, env delete, svc delete, job delete, pipeline delete, task delete'),
    },
  },
};
