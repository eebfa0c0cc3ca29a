/** What became of a change of which only the intent is known, by a look at what it asked for. Only reads. */
import { kebab, parseCommand } from '@steadyhand/aws-catalog';
import type { CommandIntent, Reconciliation } from '@steadyhand/contracts';
import { CommandFailure, EXIT } from './failure.ts';
import { search } from './jmespath/search.ts';
import { numberOf } from './jmespath/values.ts';
import { describeCommand, describeService, type Look, lastPart, look } from './look.ts';
import type { Execution } from './operation.ts';
import { scalarText, type Tree, type TreeObject } from './output/tree.ts';
import { previewCall } from './preview.ts';
import { createPrinter } from './print.ts';

type Rest = Omit<Execution, 'parsed'>;

interface Case extends Look {
  argv: readonly string[];
  intent: CommandIntent;
  rest: Rest;
}

const CASES: Readonly<Record<string, (change: Case) => Promise<Reconciliation>>> = {
  'ecs update-service': reconcileService,
  'sqs start-message-move-task': reconcileMoveTask,
};

/** By how much the clock of the service and the run's may differ. */
const SKEW_MS = 60_000;

export async function reconcileCall(
  argv: readonly string[],
  intent: CommandIntent,
  rest: Rest,
): Promise<Reconciliation> {
  const parsed = parseCommand(argv);
  const reconcile = CASES[`${parsed.service} ${parsed.command}`];
  if (!reconcile) return unknown(`nothing shows whether ${describeCommand(argv)} has happened`);
  try {
    return await reconcile({ ...(await look({ ...rest, parsed })), argv, intent, rest });
  } catch (error) {
    if (error instanceof CommandFailure) return unknown(error.message.trim());
    throw error;
  }
}

/** Done when the service is what was asked for; not done when all that would change is what it was before. */
async function reconcileService(change: Case): Promise<Reconciliation> {
  const { params, read, argv, intent, rest } = change;
  const service = await read('DescribeServices', describeService(params), 'services[0]');
  if (service === null) return unknown(`service ${String(params.service)} does not exist`);
  const { desiredCount, taskDefinition, forceNewDeployment, cluster: _cluster, service: _service, ...others } = params;
  const beyond = Object.keys(others).map(kebab);
  if (beyond.length > 0) return unknown(`nothing shows whether ${beyond.join(', ')} took effect`);
  const seen: string[] = [];
  const has = (key: string, asked: unknown, same: (current: string) => boolean): boolean => {
    const current = scalarText(search(key, service));
    if (asked !== undefined) seen.push(`${kebab(key)} is ${current}, ${String(asked)} was asked for`);
    return asked === undefined || same(current);
  };
  const hasCount = has('desiredCount', desiredCount, (current) => current === String(desiredCount));
  // A family alone means its latest revision, which may be another one by now.
  const hasTask = has('taskDefinition', taskDefinition, (current) =>
    [current, lastPart(current, '/')].includes(String(taskDefinition)),
  );
  if (forceNewDeployment === true) {
    const created = search("deployments[?status=='PRIMARY'] | [0].createdAt", service);
    const when = whenStarted(Date.parse(scalarText(created)), intent);
    seen.push(`its deployment began at ${scalarText(created)}`);
    if (when === 'before') return { state: 'not-done', evidence: seen.join('; ') };
    if (when !== 'after') return unknown(seen.join('; '));
  }
  const evidence = seen.join('; ');
  if (hasCount && hasTask) return done(change, 'UpdateService', { tree: { service }, evidence });
  const isAsBefore = forceNewDeployment !== true && (await previewCall(argv, rest)).text === intent.blastRadius;
  return isAsBefore ? { state: 'not-done', evidence } : unknown(evidence);
}

async function reconcileMoveTask(change: Case): Promise<Reconciliation> {
  const { params, read, intent } = change;
  const listed = await read('ListMessageMoveTasks', { SourceArn: params.SourceArn, MaxResults: 10 }, 'Results');
  const tasks = (Array.isArray(listed) ? listed : []).filter(
    (task) => params.DestinationArn === undefined || search('DestinationArn', task) === params.DestinationArn,
  );
  const queue = lastPart(params.SourceArn, ':');
  const began = (task: Tree): number => numberOf(search('StartedTimestamp', task)) ?? Number.NaN;
  const describe = (task: Tree): string =>
    `a move task of ${queue} began at ${new Date(began(task)).toISOString()} (${scalarText(search('Status', task))})`;
  const after = tasks.find((task) => whenStarted(began(task), intent) === 'after');
  if (after !== undefined) {
    const handle = search('TaskHandle', after);
    return done(change, 'StartMessageMoveTask', {
      tree: handle === null ? {} : { TaskHandle: handle },
      evidence: describe(after),
    });
  }
  const near = tasks.find((task) => whenStarted(began(task), intent) !== 'before');
  if (near !== undefined) return unknown(describe(near));
  return { state: 'not-done', evidence: `no move task of ${queue} began since` };
}

/** `near` is too close before the intent to tell. */
function whenStarted(atMs: number, { at }: CommandIntent): 'before' | 'near' | 'after' {
  if (atMs >= at) return 'after';
  return atMs < at - SKEW_MS ? 'before' : 'near';
}

/** As the command itself would have printed it. */
async function done(
  { parsed, output, rest }: Case,
  title: string,
  { tree, evidence }: { tree: TreeObject; evidence: string },
): Promise<Reconciliation> {
  const printer = await createPrinter(parsed.globals, { output, title, io: rest.io });
  return { state: 'done', exitCode: EXIT.done, stdout: printer.format(printer.select(tree)), evidence };
}

function unknown(evidence: string): Reconciliation {
  return { state: 'unknown', evidence };
}
