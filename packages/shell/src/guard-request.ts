/** What the guard is asked about a command, and what it may say. */
import { type Analysis, type Call, type CommandResult, changesWorld, type Preview } from '@steadyhand/contracts';
import { attempt, untilAborted } from './abort.ts';
import { emptyValues } from './empty-values.ts';
import type { OneCall } from './one-call.ts';
import type { Redactor } from './redact.ts';

export interface GuardRequest {
  lane: string;
  /** Position among the lane's calls, from 0: the same in every life of the run, and for an edited command. */
  seq: number;
  stepId: string;
  /** Line of the runbook at which the piece of shell begins that issued the command. */
  line: number;
  call: Call;
  /** Shell-quoted, without secrets. */
  command: string;
  analysis: Analysis;
  /** From the live system, without secrets; null when nothing more is known. */
  preview: Preview | null;
  /** The preview in words; empty when nothing more is known. */
  blastRadius: string;
  /**
   * sha256 of program, arguments, working folder, target and the standard input that is read; signed with the run's
   * key where a secret is among them.
   */
  digest: string;
  /** The arguments are a person's, in place of the runbook's. */
  edited: boolean;
  dependsOnHeld: boolean;
  /** What is empty in a change, and would stand for nothing: `$TASK`, `an argument`. What a person wrote is meant. */
  emptyValues: readonly string[];
}

/** `by` names the person or the rule. */
export type GuardDecision =
  /** `onResult` is given the result of a command that runs in this life, secrets and all, once it is recorded. */
  | { verdict: 'run'; by: string; onResult?: (result: CommandResult) => Promise<void> }
  | { verdict: 'hold'; by: string }
  | { verdict: 'refuse'; reason: string; by: string }
  /** Leaves out the command and the rest of its block; the session goes on. */
  | { verdict: 'skip'; reason: string; by: string }
  /** Other arguments for the same program; the guard is asked about them anew. */
  | { verdict: 'edit'; argv: readonly string[]; reason: string; by: string };

const PREVIEW_MS = 10_000;

export async function guardRequest(one: OneCall, lane: string, redactor: Redactor): Promise<GuardRequest> {
  const { seq, piece, call, command, analysis, dependsOnHeld, asWritten } = one;
  const preview = await previewOf(one, redactor);
  return {
    lane,
    seq,
    stepId: piece.stepId,
    line: piece.line,
    call,
    command,
    analysis,
    preview,
    blastRadius: preview?.text ?? '',
    digest: one.digests[0],
    edited: asWritten !== null,
    dependsOnHeld,
    emptyValues: changesWorld(analysis.effect) && asWritten === null ? emptyValues(piece.text, call, one.valueOf) : [],
  };
}

/** A preview that fails, or takes too long, gives nothing and stops nothing. */
async function previewOf(
  { handler, call, context, analysis, dependsOnHeld }: OneCall,
  redactor: Redactor,
): Promise<Preview | null> {
  if (!handler.preview || !changesWorld(analysis.effect) || dependsOnHeld) return null;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PREVIEW_MS)]);
  const seen = await attempt(untilAborted(handler.preview(call, { ...context, signal, live: () => {} }), signal));
  context.signal.throwIfAborted();
  if ('error' in seen || seen.value === null) return null;
  const { text, scale } = seen.value;
  return {
    text: redactor.text(text),
    ...(scale && { scale: { ...scale, resource: redactor.text(scale.resource) } }),
  };
}
