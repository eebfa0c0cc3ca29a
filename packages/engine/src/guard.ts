import { createHash } from 'node:crypto';
import {
  type Clock,
  changesWorld,
  type Effect,
  type Host,
  type Journal,
  type Policy,
  type Target,
} from '@steadyhand/contracts';
import { decide, type GuardDecision, type GuardRequest } from '@steadyhand/shell';

export interface GuardOptions {
  runId: string;
  /** sha256 of the runbook's bytes; an approval is for this revision alone. */
  revision: string;
  mode: 'run' | 'dry-run';
  readOnly: boolean;
  policy: Policy;
  /** Effects that were approved beforehand, and by what (`--yes`, a drill's policy). */
  grants: { effects: readonly Effect[]; by: string };
  target: Target;
  clock: Clock;
  host: Host;
  journal: Journal;
  signal: AbortSignal;
}

/** The guard of one run: the pure decision, and the question to a person where it says "ask". */
export function createGuard(options: GuardOptions): (request: GuardRequest) => Promise<GuardDecision> {
  return async (request) => {
    const { verdict, reason } = decide({
      effect: request.analysis.effect,
      mode: options.mode,
      protection: options.target.protection,
      policy: options.policy,
      readOnly: options.readOnly,
    });
    if (verdict === 'refuse') return { verdict, reason, by: 'policy' };
    const empty = request.emptyValues;
    if (verdict !== 'hold' && changesWorld(request.analysis.effect) && empty.length > 0) {
      const problem = `${empty.join(', ')} is empty, and would stand for nothing in a command that changes the world`;
      return { verdict: 'refuse', reason: problem, by: 'the guard' };
    }
    if (verdict !== 'ask') return { verdict, by: reason };
    return askForApproval(options, request);
  };
}

async function askForApproval(options: GuardOptions, request: GuardRequest): Promise<GuardDecision> {
  const { effect } = request.analysis;
  const digest = approvalDigest(request.digest, options.revision);
  const record = async (granted: boolean, by: string): Promise<void> =>
    options.journal.append({
      type: 'approval',
      runId: options.runId,
      at: options.clock.now(),
      stepId: request.stepId,
      digest,
      command: request.command,
      granted,
      by,
    });
  if (options.grants.effects.includes(effect)) {
    await record(true, options.grants.by);
    return { verdict: 'run', by: options.grants.by };
  }
  const answer = await options.host.ask(
    {
      kind: 'approval',
      runId: options.runId,
      stepId: request.stepId,
      command: request.command,
      effect,
      blastRadius: request.blastRadius,
      environment: options.target.environment,
      account: options.target.account,
      region: options.target.region,
      digest,
    },
    options.signal,
  );
  const granted = !('refused' in answer) && answer.value === 'approve';
  await record(granted, answer.by);
  return granted
    ? { verdict: 'run', by: answer.by }
    : { verdict: 'refuse', reason: `${effect} was not approved`, by: answer.by };
}

function approvalDigest(commandDigest: string, revision: string): string {
  return createHash('sha256').update(`${commandDigest}\0${revision}`).digest('hex');
}
