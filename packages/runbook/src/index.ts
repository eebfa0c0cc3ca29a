export { type CheckedRunbook, type CheckOptions, checkRunbook } from './check-runbook.ts';
export { findProcedure } from './find-procedure.ts';
export { matchAlarm, matchesGlob } from './match-alarm.ts';
export { type ParseOptions, parseRunbook } from './parse-runbook.ts';
export { KNOWN_RULES, RULES } from './rules/index.ts';
export type { AwsKnowledge, AwsProblem, Knowledge } from './rules/knowledge.ts';
export type { RuleInfo } from './rules/reading-rules.ts';
export type { Rule } from './rules/rule.ts';
