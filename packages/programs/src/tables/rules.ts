import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';

/** Commands of one effect, written as a list divided by commas. */
export function all(effect: Effect, names: string): Record<string, Rule> {
  return Object.fromEntries(names.split(',').map((name) => [name.trim().replace(/\s+/g, ' '), effect]));
}

/** One effect with any of the options, another without. */
export function withOptions(options: readonly string[], effect: Effect, otherwise: Effect): Rule {
  return ({ has }) => (has(...options) ? effect : otherwise);
}

/** Whether a number of running things is set to none: `--replicas=0`, `web=0`. */
export function isNone(count: string | null): boolean {
  return count !== null && /^(?:[\w-]+=)?0+$/.test(count);
}

/** What stands behind the subcommand and is no option, `--` or not. */
export function everyOperand({ operands, call, rest }: Words): string[] {
  return [...operands.map(({ value }) => value), ...(rest < 0 ? [] : call.argv.slice(rest))];
}

/** A program without subcommands; the example may leave the program out. */
export type Row = readonly [program: string, rule: Rule, example: string];

export function byNames(names: readonly string[], rule: Rule, example: string): Row[] {
  return names.map((name) => [name, rule, `${name} ${example}`]);
}

export function rowGrammars(rows: readonly Row[]): ProgramGrammar[] {
  return rows.map(([program, rule, example]) =>
    tableGrammar({
      program,
      summary: `Judged as a whole: ${program}`,
      examples: [example],
      valued: [],
      commands: { '': rule },
    }),
  );
}

/** A program of subcommands. */
export interface Group {
  example: string;
  commands: Readonly<Record<string, Rule>>;
  valued?: readonly string[];
  carries?: Readonly<Record<string, number>>;
}

export function groupGrammars(groups: Readonly<Record<string, Group>>): ProgramGrammar[] {
  return Object.entries(groups).map(([program, { example, commands, valued = [], carries = {} }]) =>
    tableGrammar({
      program,
      summary: `Judged by its commands: ${program}`,
      examples: [example.replace(/^\S+/, program)],
      valued,
      commands,
      carries,
    }),
  );
}
