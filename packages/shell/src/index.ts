export { type Decision, type DecisionInput, decide } from './decide.ts';
export { commandDigest, type DigestInput } from './digest.ts';
export type { GuardDecision, GuardRequest } from './guard-request.ts';
export { type RecordedHostFiles, recordedHostFiles } from './host-folder.ts';
export type { LineAnswer, LineQuestion } from './person-reads.ts';
export { isShellTool, PURE_TOOLS } from './programs.ts';
export { ASKS } from './read-function.ts';
export type { OnUnknown, UnknownAnswer } from './reconcile.ts';
export { createRedactor, type Redactor } from './redact.ts';
export { type DecidedCall, type RecordedCall, recordedCalls } from './replay.ts';
export { openSession } from './session.ts';
export type {
  BlockResult,
  OutputChunk,
  PieceResult,
  Session,
  SessionBlock,
  SessionOptions,
} from './session-types.ts';
export { statusOf } from './status.ts';
