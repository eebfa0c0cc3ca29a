export { type DrillOptions, runDrill } from './drill.ts';
export type { DrillReport, Span, TimelineEntry } from './drill-report.ts';
export { createMemoryJournal } from './journal.ts';
export { type RunOptions, runProcedure } from './run.ts';
export type { CommandReport, RunReport, StepReport } from './run-report.ts';
export { listDrills, loadDrill, loadSystem, SYSTEM_FILE } from './system-files.ts';
