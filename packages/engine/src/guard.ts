import { changesWorld, type Environment, EnvironmentSchema, type ResourceRef, type Role } from '@steadyhand/contracts';
import { ASKS, type Decision, decide, type GuardDecision, type GuardRequest } from '@steadyhand/shell';
import { type Calendar, calendarOf } from './calendar/calendar.ts';
import type { Questions } from './questions.ts';
import type { RunOptions } from './run-options.ts';

export interface GuardOptions
  extends Pick<
    RunOptions,
    'mode' | 'readOnly' | 'runbook' | 'procedure' | 'system' | 'target' | 'grants' | 'shared' | 'clock'
  > {
  /** Of whoever asked for the run. */
  role: Role;
  questions: Questions;
}

const HOUR_MS = 3_600_000;

/** The guard of one run: gathers what bears on a command, decides, and asks where the decision says so. */
export function createGuard(options: GuardOptions): (request: GuardRequest) => Promise<GuardDecision> {
  return async (request) => {
    // There is nothing to say to what does not happen.
    if (options.mode === 'dry-run' && request.analysis.operation === ASKS)
      return { verdict: 'hold', by: 'a dry run asks nobody' };
    const decision = await decideOn(options, request);
    const { verdict, reason } = decision;
    const { effect } = request.analysis;
    if (verdict === 'refuse') return { verdict, reason, by: 'policy' };
    if (verdict === 'hold') return { verdict, by: reason };
    const problem = changesWorld(effect) ? (emptiness(request) ?? (await lockedBy(options, request))) : null;
    if (problem !== null) return { verdict: 'refuse', reason: problem, by: 'the guard' };
    if (verdict === 'ask') return ask(options, request, decision);
    if (!decision.byGrant) return { verdict: 'run', by: reason };
    await options.questions.granted(request, options.grants.by);
    return { verdict: 'run', by: options.grants.by };
  };
}

/** What the rules make of a command, before anybody is asked. */
export async function decideOn(
  options: GuardOptions,
  { analysis, preview }: Pick<GuardRequest, 'analysis' | 'preview'>,
): Promise<Decision> {
  const { target, procedure, shared, clock } = options;
  const { policy, approvals, limits } = environmentOf(options);
  const now = clock.now();
  const changes = changesWorld(analysis.effect);
  const none = { freeze: null, outsideMaintenance: null };
  const { freeze, outsideMaintenance } = changes ? calendarFor(options, now) : none;
  return decide({
    effect: analysis.effect,
    mode: options.mode,
    environment: target.environment,
    protection: target.protection,
    policy,
    approvals,
    limits,
    readOnly: options.readOnly,
    role: options.role,
    granted: options.grants.effects.includes(analysis.effect),
    procedureKind: procedure.kind,
    freeze,
    outsideMaintenance,
    scale: preview?.scale ?? null,
    changesInLastHour: changes ? ((await shared?.changesSince(now - HOUR_MS)) ?? 0) : 0,
  });
}

/** What is on at a moment, of the windows of the runbook and of the environment. */
export function calendarFor(options: Pick<RunOptions, 'runbook' | 'system' | 'target'>, at: number): Calendar {
  const { runbook, target } = options;
  const environment = { ...environmentOf(options), kind: target.kind };
  return calendarOf({ runbookWindows: runbook.windows, environment, name: target.environment }, at);
}

function environmentOf({ system, target }: Pick<RunOptions, 'system' | 'target'>): Environment {
  return system?.environments[target.environment] ?? EnvironmentSchema.parse({});
}

function emptiness({ emptyValues }: GuardRequest): string | null {
  if (emptyValues.length === 0) return null;
  return `${emptyValues.join(', ')} is empty, and would stand for nothing in a command that changes the world`;
}

/** Two runs that change one thing at the same time undo each other's work. */
async function lockedBy({ shared }: GuardOptions, { analysis }: GuardRequest): Promise<string | null> {
  const resources = withoutContainers(analysis.resources).map(({ type, id }) => `${type} ${id}`);
  const holder = resources.length === 0 ? null : await shared?.takeLocks(resources);
  if (!holder) return null;
  const { resource, runId, procedureId, requestedBy, since } = holder;
  const when = new Date(since).toISOString();
  return `${resource} is being changed by run ${runId} ("${procedureId}", asked for by ${requestedBy}, since ${when})`;
}

/** A change of one service is none of the cluster that it is in: other services there may be changed meanwhile. */
function withoutContainers(resources: readonly ResourceRef[]): readonly ResourceRef[] {
  const own = resources.filter(({ type }) => !type.endsWith(':cluster'));
  return own.length === 0 ? resources : own;
}

async function ask({ questions }: GuardOptions, request: GuardRequest, decision: Decision): Promise<GuardDecision> {
  const said = await questions.approve(request, decision);
  if (said === null) return { verdict: 'refuse', reason: 'nobody was there to approve it', by: 'nobody' };
  const { value, by, reason, argv, shows } = said;
  if (value === 'approve')
    return { verdict: 'run', by, ...(shows && { onResult: (result) => questions.show(request, by, result) }) };
  if (value === 'skip') return { verdict: 'skip', reason, by };
  if (value === 'edit') return { verdict: 'edit', argv, reason, by };
  return { verdict: 'refuse', reason: reason === '' ? `${request.analysis.effect} was not approved` : reason, by };
}
