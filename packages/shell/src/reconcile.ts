/** Finds out what became of a change whose outcome nobody has written. */
import type { Call, CommandIntent, CommandReconciled, Reconciliation } from '@steadyhand/contracts';
import { attempt, untilAborted } from './abort.ts';
import type { OneCall } from './one-call.ts';
import type { DecidedCall } from './replay.ts';

/** `by` names the person. */
export type UnknownAnswer =
  | { treat: 'done'; exitCode: number; stdout: string; by?: string }
  | { treat: 'run-again'; by?: string }
  | { treat: 'abort'; by?: string };

/** Asked where the handler cannot tell; `evidence` is what it saw. */
export type OnUnknown = (intent: CommandIntent, call: Call, evidence: string) => Promise<UnknownAnswer>;

export interface Settlement extends Pick<CommandReconciled, 'decision' | 'by' | 'evidence'> {
  /** Of a change that is done. */
  answer: { exitCode: number; stdout: string };
}

const LOOK_MS = 30_000;

export async function settle(
  one: OneCall,
  { intent, outcome }: DecidedCall,
  onUnknown: OnUnknown | undefined,
): Promise<Settlement> {
  const none = { exitCode: 0, stdout: '' };
  const seen = await look(one, intent);
  const by = one.handler.version;
  if (seen.state === 'done') return { decision: 'done', by, evidence: seen.evidence ?? '', answer: seen };
  if (seen.state === 'not-done') return { decision: 'run-again', by, evidence: seen.evidence ?? '', answer: none };
  const evidence = [outcome?.stderr.trim() ?? '', seen.evidence].filter((part) => part !== '').join('; ');
  if (onUnknown === undefined) return { decision: 'abort', by: 'nobody to ask', evidence, answer: none };
  const said = await untilAborted(onUnknown(intent, one.call, evidence), one.context.signal);
  return { decision: said.treat, by: said.by ?? 'a person', evidence, answer: said.treat === 'done' ? said : none };
}

async function look({ handler, call, context }: OneCall, intent: CommandIntent): Promise<Reconciliation> {
  if (!handler.reconcile) return { state: 'unknown', evidence: `${handler.version} cannot tell` };
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(LOOK_MS)]);
  const quiet = { ...context, signal, live: () => {} };
  const looked = await attempt(untilAborted(handler.reconcile(call, quiet, intent), signal));
  context.signal.throwIfAborted();
  if ('value' in looked) return looked.value;
  const reason = looked.error instanceof Error ? looked.error.message : String(looked.error);
  return { state: 'unknown', evidence: `it could not be looked up: ${reason}` };
}
