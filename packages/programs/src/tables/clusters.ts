/** Programs around clusters, beside kubectl. */
import type { ProgramGrammar } from '@steadyhand/contracts';
import { all, type Group, groupGrammars, withOptions } from './rules.ts';

const GROUPS: Readonly<Record<string, Group>> = {
  helm: {
    example: 'helm list -n app',
    valued: [
      '-n',
      '--namespace',
      '-f',
      '--values',
      '--set',
      '--version',
      '--timeout',
      '--kube-context',
      '--kubeconfig',
      '-o',
      '--repo',
    ],
    commands: {
      ...all(
        'read',
        'list, ls, status, history, hist, show, search, search repo, search hub, repo list, diff upgrade, diff',
      ),
      ...all('read', 'get manifest, get notes, get hooks, get metadata, env, version, verify, dependency list, test'),
      ...all('reveal', 'get values, get all, get'),
      ...all('local', 'template, lint, package, dependency build, dependency update, create'),
      install: withOptions(['--dry-run'], 'read', 'change'),
      upgrade: ({ has }) => (has('--dry-run') ? 'read' : has('--force') ? 'destroy' : 'change'),
      rollback: ({ has }) => (has('--dry-run') ? 'read' : has('--force') ? 'destroy' : 'change'),
      ...all('change', 'repo add, repo update, repo remove, pull, push, registry login, plugin install'),
      ...all('destroy', 'uninstall, delete, un'),
    },
  },
  flux: {
    example: 'flux get kustomizations',
    valued: ['-n', '--namespace', '--context'],
    commands: {
      ...all('read', 'get, logs, events, tree, diff, check, stats, trace, version, export'),
      ...all('change', 'reconcile, suspend, resume, create, bootstrap, install'),
      ...all('destroy', 'delete, uninstall'),
    },
  },
  velero: {
    example: 'velero backup get',
    valued: ['-n', '--namespace', '--from-backup'],
    commands: {
      ...all(
        'read',
        'get, describe, backup get, backup describe, backup logs, restore get, restore describe, restore logs',
      ),
      ...all('read', 'schedule get, schedule describe, version'),
      ...all('change', 'backup create, create, schedule create, restore create, backup download, schedule pause'),
      ...all('destroy', 'backup delete, restore delete, schedule delete, delete, uninstall'),
    },
  },
  istioctl: {
    example: 'istioctl proxy-status',
    valued: ['-n', '--namespace'],
    commands: {
      ...all('read', 'analyze, proxy-status, ps, version, verify-install, describe'),
      'proxy-config': 'reveal',
      ...all('change', 'install, upgrade, tag, kube-inject'),
      uninstall: 'destroy',
    },
  },
  kubectx: { example: 'kubectx staging', commands: { '': withOptions(['-d'], 'change', 'local') } },
  kubens: { example: 'kubens app', commands: { '': 'local' } },
  kustomize: {
    example: 'kustomize build overlays/prod',
    commands: { ...all('local', 'build, version'), edit: 'change' },
  },
  consul: {
    example: 'consul members',
    commands: {
      ...all(
        'read',
        'members, info, monitor, catalog, operator raft list-peers, kv export, rtt, validate, version, kv get',
      ),
      ...all('change', 'kv put, kv import, reload, maint, join, event, lock, snapshot save, services register'),
      ...all(
        'destroy',
        'kv delete, leave, force-leave, snapshot restore, services deregister, operator raft remove-peer',
      ),
      keygen: 'reveal',
    },
  },
  nomad: {
    example: 'nomad job status api',
    commands: {
      ...all(
        'read',
        'status, job status, job plan, plan, node status, alloc status, alloc logs, deployment status, job history',
      ),
      ...all('read', 'server members, eval status, namespace list, version'),
      ...all(
        'change',
        'job run, run, job restart, alloc restart, job revert, job scale, job dispatch, deployment promote',
      ),
      ...all('change', 'node eligibility, alloc signal, job periodic, job eval, deployment fail'),
      ...all('destroy', 'job stop, stop, alloc stop, node drain, system gc, namespace delete, var purge'),
    },
  },
  packer: {
    example: 'packer validate api.pkr.hcl',
    commands: { ...all('local', 'validate, inspect, fmt, version'), ...all('change', 'build, init, plugins') },
  },
  argo: {
    example: 'argo list',
    valued: ['-n', '--namespace'],
    commands: {
      ...all('read', 'list, get, logs, watch, wait'),
      ...all('change', 'submit, retry, resubmit, suspend, resume, stop, terminate'),
      delete: 'destroy',
    },
  },
};

export function clusterGrammars(): ProgramGrammar[] {
  return groupGrammars(GROUPS);
}
