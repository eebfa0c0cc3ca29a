export { findProcedure } from './find-procedure.ts';
export { matchAlarm, matchesGlob } from './match-alarm.ts';
export { type ParseOptions, parseRunbook } from './parse-runbook.ts';
