export type { GuardDecision, GuardRequest } from './broker.ts';
export { type Decision, type DecisionInput, decide } from './decide.ts';
export { commandDigest, type DigestInput } from './digest.ts';
export type { OnUnknown, UnknownAnswer } from './reconcile.ts';
export { createRedactor, type Redactor } from './redact.ts';
export { type RecordedCall, recordedCalls } from './replay.ts';
export {
  type BlockResult,
  type OutputChunk,
  openSession,
  type PieceResult,
  type Session,
  type SessionBlock,
  type SessionOptions,
} from './session.ts';
