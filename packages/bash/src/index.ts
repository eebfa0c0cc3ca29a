export { analyseShell, type ShellAnalysis, type ShellRedirection } from './analyse.ts';
export { type Blank, fillBlanks, type MaskedText, maskBlanks, replaceBlanks } from './blanks.ts';
export { type StaticCommand, withoutCarriers } from './commands.ts';
export { guardArithmetic } from './guard-arithmetic.ts';
export type { Hazard } from './hazards.ts';
export type { Assignment, ParameterUse } from './parameters.ts';
export { type Piece, splitPieces } from './pieces.ts';
export { quoteCommand, quoteWord } from './quote.ts';
export type { Quoting } from './scan.ts';
