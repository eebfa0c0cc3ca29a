export { loadStack } from './load-stack.ts';
export { type Machine, thisMachine } from './machine.ts';
export type { RangeOptions } from './options.ts';
export { startRange } from './range.ts';
export { type FindRangeOptions, findRange, listRanges } from './state/find-range.ts';
export { stopRange } from './state/stop-range.ts';
export { sweep } from './state/sweep.ts';
