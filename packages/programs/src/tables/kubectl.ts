import type { Effect, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { carriedRule, startedRule } from './carried.ts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { all, isNone } from './rules.ts';

const VALUED = `-n --namespace -c --container -l --selector -o --output -f --filename -k --kustomize --context --cluster
  --kubeconfig -s --server --token --as --replicas --tail --since --since-time --type -p --patch --timeout --for --image
  --field-selector --sort-by --from-literal --from-file --to-revision --revision --grace-period --limits --requests
  --user --port --target-port --min --max --cpu-percent --overrides --restart --env`.split(/\s+/);

/** Whether only a trial is asked for. */
function isTrial({ value }: Words): boolean {
  return ['client', 'server'].includes(value('--dry-run') ?? '');
}

/** Names of commands that change the cluster, unless they are a trial. */
function unlessTrial(effect: Effect, names: string): Record<string, Rule> {
  const rule: Rule = (words) => (isTrial(words) ? 'read' : effect);
  return Object.fromEntries(names.split(',').map((name) => [name.trim(), rule]));
}

/** A list of secrets shows their names; any other form of them shows what they hold. */
const get: Rule = ({ operands, value, has }) => {
  if (has('--raw')) return operands.some(({ value: path }) => /secret/i.test(path)) ? 'reveal' : 'read';
  const kinds = operands.map(({ value: word }) => word.split('/')[0] ?? '').flatMap((word) => word.split(','));
  const isSecret = kinds.some((kind) => /^secrets?$/i.test(kind)) || kinds.includes('all');
  const isList = ['', 'wide', 'name'].includes(value('-o', '--output') ?? '');
  return isSecret && !isList ? 'reveal' : 'read';
};

/** Nothing is left running: by a count, or by a patch that sets one. */
const scale: Rule = (words) => (isTrial(words) ? 'read' : isNone(words.value('--replicas')) ? 'destroy' : 'change');
const patch: Rule = (words) => {
  if (isTrial(words)) return 'read';
  const text = words.value('-p', '--patch') ?? '';
  return /\breplicas["']?\s*:\s*0\b|"replace".*replicas.*"value"\s*:\s*0\b/s.test(text) ? 'destroy' : 'change';
};
const apply: Rule = (words) => (isTrial(words) ? 'read' : words.has('--prune') ? 'destroy' : 'change');

export function kubectlGrammars(judge: JudgeShell): ProgramGrammar[] {
  const commands: Record<string, Rule> = {
    get,
    ...all(
      'read',
      'describe, logs, top, events, diff, wait, cluster-info, api-resources, api-versions, rollout status',
    ),
    ...all('read', 'rollout history, auth can-i, auth whoami, port-forward, version'),
    ...all('read', 'argo rollouts get, argo rollouts list, argo rollouts status, argo rollouts version'),
    ...all('local', 'explain, config current-context, config get-contexts, config get-clusters, completion, kustomize'),
    'config view': ({ has }) => (has('--raw') ? 'reveal' : 'local'),
    ...all(
      'change',
      'config delete-context, config delete-cluster, config delete-user, config unset, config rename-context',
    ),
    ...all('change', 'config use-context, config set-context, config set, config set-credentials, config set-cluster'),
    ...unlessTrial(
      'change',
      'edit, label, annotate, expose, autoscale, set, cordon, uncordon, auth reconcile, rollout pause',
    ),
    ...unlessTrial('change', 'taint, cp, rollout restart, rollout undo, rollout pause, rollout resume, certificate'),
    ...unlessTrial('change', 'argo rollouts abort, argo rollouts promote, argo rollouts retry, argo rollouts restart'),
    ...unlessTrial('change', 'argo rollouts pause, argo rollouts set, argo rollouts undo'),
    ...unlessTrial('destroy', 'delete, drain'),
    apply,
    patch,
    scale,
    'apply view-last-applied': 'read',
    create: (words) => {
      if (words.operands[0]?.value === 'token') return ['reveal', 'prints a token'];
      return isTrial(words) ? 'read' : 'change';
    },
    replace: (words) => (isTrial(words) ? 'read' : words.has('--force') ? 'destroy' : 'change'),
    exec: carriedRule(judge),
    run: startedRule(judge),
    extract: ({ value }) => (value('--to') === '-' ? 'reveal' : 'change'),
    attach: 'unknown',
    debug: 'unknown',
    proxy: ['unknown', "opens the cluster's API to this machine"],
  };
  const openshift: Record<string, Rule> = {
    ...all('read', 'status, project, projects, adm top, adm must-gather, adm node-logs'),
    whoami: ({ has }) => (has('-t', '--show-token') ? 'reveal' : 'read'),
    ...all('change', 'login, new-app, new-project, start-build, adm uncordon, adm cordon, adm policy, policy, process'),
    ...all('destroy', 'adm drain, adm prune'),
    rsh: carriedRule(judge),
  };
  const examples = ['get pods -n app', 'rollout restart deployment/api', 'exec api-0 -- env'];
  return ['kubectl', 'oc'].map((program) =>
    tableGrammar({
      program,
      summary: 'Kubernetes resources',
      examples: examples.map((example) => `${program} ${example}`),
      valued: VALUED,
      carries: program === 'oc' ? { rsh: 1 } : {},
      commands: program === 'oc' ? { ...commands, ...openshift } : commands,
    }),
  );
}
