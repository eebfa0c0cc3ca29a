import type { Clock } from './clock.ts';
import type { Effect } from './effect.ts';
import type { RunEvent } from './events.ts';

/** The exact command for which an approval is asked, with everything secret already removed. */
export interface ApprovalRequest {
  kind: 'approval';
  runId: string;
  stepId: string;
  /** The resolved command, shell-quoted. */
  command: string;
  effect: Effect;
  /** In words, from the live system: "workers desired count 1 → 3". Empty when nothing more is known. */
  blastRadius: string;
  environment: string;
  account: string;
  region: string;
  /** sha256 over program, arguments, target and runbook revision; the approval is valid for this digest alone. */
  digest: string;
}

/** Something only a person can do or decide. */
export interface PersonRequest {
  kind: 'person';
  runId: string;
  stepId: string;
  text: string;
  choices: readonly string[];
}

/** A blank that nothing fills. */
export interface ParameterRequest {
  kind: 'parameter';
  name: string;
  usedAt: string;
  suggestions: readonly string[];
}

export type AskRequest = ApprovalRequest | PersonRequest | ParameterRequest;
export type Answer = { value: string; by: string } | { refused: true; by: string };

/** What libraries need of the world around them: a terminal, a web console and a test are three hosts. */
export interface Host {
  readonly clock: Clock;
  newId(): string;
  notify(event: RunEvent): void;
  ask(request: AskRequest, signal?: AbortSignal): Promise<Answer>;
}
