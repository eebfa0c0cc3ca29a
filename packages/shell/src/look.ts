/** Calls that belong to another call, which looks at what they read, again and again: they are judged, and not recorded. */
import { type CommandResult, SteadyError } from '@steadyhand/contracts';
import { attempt, untilAborted } from './abort.ts';
import { type GuardDecision, type GuardRequest, guardRequest } from './guard-request.ts';
import type { OneCall } from './one-call.ts';
import { ASKS } from './read-function.ts';
import type { Redactor } from './redact.ts';

/** Number of the call that looks; `ended` aborts when that has seen enough. */
export interface Look {
  seq: number;
  ended: AbortSignal | null;
}

export interface LookOptions {
  lane: string;
  redactor: Redactor;
  guard(request: GuardRequest): Promise<GuardDecision>;
  ended: AbortSignal | null;
}

/** What is looked at changes nothing, and asks nobody: it comes again at the next look. */
export async function lookAt(one: OneCall, { lane, redactor, guard, ended }: LookOptions): Promise<CommandResult> {
  const { handler, call, context, analysis, command } = one;
  const isLook = (analysis.effect === 'read' || analysis.effect === 'local') && analysis.operation !== ASKS;
  if (!isLook) throw new SteadyError('COMMAND_REFUSED', { command, reason: 'only what reads is watched' });
  const decision = await untilAborted(guard(await guardRequest(one, lane, redactor)), context.signal);
  if (decision.verdict !== 'run') {
    throw new SteadyError('COMMAND_REFUSED', { command, reason: `what is watched runs by itself; by ${decision.by}` });
  }
  const signal = ended === null ? context.signal : AbortSignal.any([context.signal, ended]);
  const attempted = await attempt(untilAborted(handler.run(call, { ...context, signal, live: () => {} }), signal));
  if ('value' in attempted) return attempted.value;
  if (ended?.aborted && !context.signal.aborted) return { exitCode: 130, stdout: '', stderr: '' };
  throw attempted.error;
}
