export { type DrillOptions, runDrill } from './drill.ts';
export type { DrillEntry, DrillReport, Span } from './drill-report.ts';
export { checkIdentity } from './identity.ts';
export { createMemoryJournal } from './journal.ts';
export { carryOut, type LifeOptions, type PreparedRun } from './lives/carry-out.ts';
export { orderParked, type ParkedOrder } from './lives/order-parked.ts';
export { runWorker, type WorkerEvent, type WorkerOptions } from './lives/worker.ts';
export { type AnswerInput, type Judgement, judgeAnswer } from './people/judge-answer.ts';
export { roleOf } from './people/role.ts';
export { createKeyPair, publicKeyOf, signMessage, verifiedKeyOf } from './people/signature.ts';
export { type PrintInput, printProcedure } from './print/print-procedure.ts';
export { type Artifact, artifactsOf } from './report/artifacts-of.ts';
export { type Corrections, type CorrectionsInput, corrections } from './report/corrections.ts';
export type { Correction } from './report/departures.ts';
export { headAndTail } from './report/head-and-tail.ts';
export { postmortem } from './report/postmortem/postmortem.ts';
export type { PostmortemInput } from './report/postmortem/story.ts';
export { type TimelineEntry, timelineOf } from './report/timeline.ts';
export { runProcedure } from './run.ts';
export type { RunOptions, Shared } from './run-options.ts';
export { type CommandReport, type RunReport, reportRun, type StepReport } from './run-report.ts';
export { answerHoldsSecret, isSecretName, splitSecrets } from './secret-values.ts';
export type { ClaimOptions, Release } from './store/claims.ts';
export { copySchema } from './store/copy-schema.ts';
export { verifyExport } from './store/export.ts';
export type { Hold } from './store/hold.ts';
export type { LockHolder } from './store/locks.ts';
export { type Anchor, type NewRun, type RunSettings, RunSettingsSchema } from './store/record.ts';
export type { RunJournal } from './store/run-journal.ts';
export {
  FINAL_STATUSES,
  RUN_STATUSES,
  type Run,
  type RunFilter,
  type RunRow,
  type RunStatus,
} from './store/run-rows.ts';
export { openStore, type Store } from './store/store.ts';
export type { Problem, Verification } from './store/verify.ts';
export type { Worker, WorkerRow } from './store/worker-rows.ts';
export { listDrills, loadDrill, loadSystem, SYSTEM_FILE } from './system-files.ts';
