export { type DrillOptions, runDrill } from './drill.ts';
export type { DrillReport, Span, TimelineEntry } from './drill-report.ts';
export { createMemoryJournal } from './journal.ts';
export { type RunOptions, runProcedure } from './run.ts';
export type { CommandReport, RunReport, StepReport } from './run-report.ts';
export { verifyExport } from './store/export.ts';
export type { Anchor, NewRun } from './store/record.ts';
export type { RunJournal } from './store/run-journal.ts';
export {
  type ClaimOptions,
  FINAL_STATUSES,
  type Hold,
  type Release,
  RUN_STATUSES,
  type Run,
  type RunFilter,
  type RunRow,
  type RunStatus,
} from './store/run-rows.ts';
export { openStore, type Store } from './store/store.ts';
export type { Problem, Verification } from './store/verify.ts';
export { listDrills, loadDrill, loadSystem, SYSTEM_FILE } from './system-files.ts';
