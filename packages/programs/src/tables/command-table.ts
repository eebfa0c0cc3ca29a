import type { Analysis, Call, Effect, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';

/** A program of subcommands, judged by a table. */
export interface CommandTable {
  program: string;
  summary: string;
  examples: readonly string[];
  /** Options whose value is the next word. `-chdir` and the like count as well. */
  valued: readonly string[];
  /** Judgements by subcommand path, the longest that fits; the empty path is for what no other fits. */
  commands: Readonly<Record<string, Rule>>;
  /** Subcommands behind whose so many operands the words of another command stand. */
  carries?: Readonly<Record<string, number>>;
  /** What no longer path fits is judged by the shorter one's rule, as if it were an operand. */
  open?: boolean;
}

type Result = Effect | readonly [Effect, string] | Analysis;

export type Rule = Exclude<Result, Analysis> | ((words: Words) => Result);

/** A call read by a table. */
export interface Words {
  call: Call;
  /** What stands behind the subcommand and is no option. */
  operands: readonly { value: string; index: number }[];
  /** Whether one of the options is given; `-f` is found inside `-rf` as well. */
  has(...options: string[]): boolean;
  /** The value of the first of the options that is given. */
  value(...options: string[]): string | null;
  /** Index of the first word that is not the program's own: behind `--`, or of a carried command. Or -1. */
  rest: number;
}

interface Option {
  name: string;
  value: string | null;
}

export function tableGrammar(table: CommandTable): ProgramGrammar {
  const { program, summary, examples } = table;
  const words = { commands: Object.keys(table.commands).filter((name) => name !== ''), options: table.valued };
  return { program, summary, examples, words, analyse: (call) => analyse(table, call) };
}

function analyse(table: CommandTable, call: Call): Analysis {
  const { options, operands, rest } = readWords(table, call.argv);
  const path = longestPath(
    table,
    operands.map(({ value }) => value),
  );
  if (options.some(({ name }) => name === '--help')) return judged('local', 'prints help', { operation: path });
  const rule = path === null ? undefined : table.commands[path];
  const [first] = operands;
  const name = `${table.program} ${path || (first?.value ?? '')}`.trim();
  if (path === null || rule === undefined) return judged('unknown', `${name} is not one of the known commands`);
  const depth = path === '' ? 0 : path.split(' ').length;
  const next = operands[depth];
  // `kubectl $VERB` may be anything.
  if (next && call.unresolved.has(next.index) && goesOn(table, path))
    return judged('unknown', `which ${table.program} command is not known yet`);
  // A group's own judgement is not that of a command of the group that is not in the table.
  if (next && !table.open && goesOn(table, path))
    return judged('unknown', `${name} ${next.value} is not one of the known commands`);
  const words: Words = {
    call,
    operands: operands.slice(depth),
    has: (...names) => names.some((wanted) => options.some((option) => isGiven(option.name, wanted))),
    value: (...names) => options.find((option) => names.includes(option.name))?.value ?? null,
    rest,
  };
  return conclude(rule, words, { operation: path === '' ? null : path, name });
}

/** Whether there are commands below the path. */
function goesOn({ commands }: CommandTable, path: string): boolean {
  const group = path === '' ? '' : `${path} `;
  for (const longer in commands) if (longer !== path && longer.startsWith(group)) return true;
  return false;
}

function conclude(rule: Rule, words: Words, { operation, name }: { operation: string | null; name: string }): Analysis {
  const result = typeof rule === 'function' ? rule(words) : rule;
  if (typeof result === 'string') return judged(result, `${name}: ${MEANING[result]}`, { operation });
  if (isPair(result)) return judged(result[0], `${name}: ${result[1]}`, { operation });
  return { ...result, operation: result.operation ?? operation };
}

function isPair(result: Exclude<Result, Effect>): result is readonly [Effect, string] {
  return Array.isArray(result);
}

const MEANING: Readonly<Record<Effect, string>> = {
  local: 'has no effect outside the session',
  read: 'reads',
  reveal: 'prints a secret',
  change: 'changes the world',
  unknown: 'may do anything',
  destroy: 'takes something away',
};

function readWords(table: CommandTable, argv: readonly string[]) {
  const options: Option[] = [];
  const operands: { value: string; index: number }[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') return { options, operands, rest: index + 1 };
    if (!word.startsWith('-') || word === '-') {
      operands.push({ value: word, index });
      if (isFollowedByCarried(table, operands)) return { options, operands, rest: index + 1 };
    } else if (word.includes('=')) {
      const at = word.indexOf('=');
      options.push({ name: word.slice(0, at), value: word.slice(at + 1) });
    } else options.push({ name: word, value: table.valued.includes(word) ? (argv[++index] ?? null) : null });
  }
  return { options, operands, rest: -1 };
}

function isFollowedByCarried({ carries = {} }: CommandTable, operands: readonly { value: string }[]): boolean {
  return Object.entries(carries).some(([path, own]) => {
    const depth = path === '' ? 0 : path.split(' ').length;
    if (operands.length !== depth + own) return false;
    const given = operands.slice(0, depth).map(({ value }) => value);
    return given.join(' ') === path;
  });
}

function isGiven(given: string, wanted: string): boolean {
  if (given === wanted) return true;
  return /^-[A-Za-z]$/.test(wanted) && /^-[A-Za-z]{2,}$/.test(given) && given.includes(wanted.charAt(1));
}

function longestPath({ commands }: CommandTable, words: readonly string[]): string | null {
  for (let depth = Math.min(words.length, 4); depth >= 0; depth--) {
    const path = words.slice(0, depth).join(' ');
    if (Object.hasOwn(commands, path)) return path;
  }
  return null;
}
