/** Reads argument lists the way getopt_long, curl and pflag do: one table of options, a dialect for what differs. */

export interface OptionSpec {
  /** The last spelling without its dashes. */
  name: string;
  argument: 'none' | 'required' | 'optional';
}

export interface OptionTable {
  short: ReadonlyMap<string, OptionSpec>;
  long: ReadonlyMap<string, OptionSpec>;
}

export interface Dialect {
  /** Options may stand after operands. */
  permute?: boolean;
  /** A long option may be cut short as long as it stays the only one. */
  abbreviate?: boolean;
  /** `--name=value`. */
  equals?: boolean;
}

export interface GivenOption {
  name: string;
  value: string | null;
  /** Index of the word that holds the value, or the option where there is none. */
  index: number;
}

export interface Operand {
  value: string;
  index: number;
}

export interface OptionProblem {
  kind: 'unknown' | 'missing-argument' | 'ambiguous' | 'unexpected-argument';
  /** As written, with its dashes. */
  spelling: string;
}

export interface CommandLine {
  options: readonly GivenOption[];
  operands: readonly Operand[];
  /** The first thing that was not understood; what follows it was not read. */
  problem: OptionProblem | null;
}

/** Makes a table of lines such as `-d, --date=` (takes a value), `-I, --iso-8601[=]` (may take one), `-u, --utc`. */
export function optionTable(lines: readonly string[]): OptionTable {
  const short = new Map<string, OptionSpec>();
  const long = new Map<string, OptionSpec>();
  for (const line of lines) {
    const argument = line.endsWith('[=]') ? 'optional' : line.endsWith('=') ? 'required' : 'none';
    const spellings = line.replace(/\[=\]$|=$/, '').split(', ');
    const spec: OptionSpec = { name: (spellings.at(-1) ?? '').replace(/^-+/, ''), argument };
    for (const spelling of spellings) {
      if (spelling.startsWith('--')) long.set(spelling.slice(2), spec);
      else short.set(spelling.slice(1), spec);
    }
  }
  return { short, long };
}

/** As they are typed, with their dashes. */
export function spellings({ short, long }: OptionTable): string[] {
  return [...[...long.keys()].map((name) => `--${name}`), ...[...short.keys()].map((letter) => `-${letter}`)];
}

export function parseCommandLine(argv: readonly string[], table: OptionTable, dialect: Dialect = {}): CommandLine {
  return new Reader(argv, table, dialect).read();
}

/** The last value given for an option. */
export function lastValue(line: CommandLine, name: string): string | undefined {
  return line.options.findLast((option) => option.name === name)?.value ?? undefined;
}

export function hasOption(line: CommandLine, name: string): boolean {
  return line.options.some((option) => option.name === name);
}

export function allValues(line: CommandLine, name: string): string[] {
  return line.options.flatMap((option) => (option.name === name && option.value !== null ? [option.value] : []));
}

class Reader {
  readonly #argv: readonly string[];
  readonly #table: OptionTable;
  readonly #dialect: Dialect;
  readonly #options: GivenOption[] = [];
  readonly #operands: Operand[] = [];
  #index = 0;

  constructor(argv: readonly string[], table: OptionTable, dialect: Dialect) {
    this.#argv = argv;
    this.#table = table;
    this.#dialect = dialect;
  }

  read(): CommandLine {
    let problem: OptionProblem | null = null;
    let operandsOnly = false;
    for (; this.#index < this.#argv.length && problem === null; this.#index++) {
      const word = this.#argv[this.#index] ?? '';
      if (operandsOnly || word === '-' || !word.startsWith('-')) {
        this.#operands.push({ value: word, index: this.#index });
        operandsOnly ||= !this.#dialect.permute;
      } else if (word === '--') operandsOnly = true;
      else problem = word.startsWith('--') ? this.#long(word) : this.#cluster(word);
    }
    return { options: this.#options, operands: this.#operands, problem };
  }

  #long(word: string): OptionProblem | null {
    const equals = this.#dialect.equals ? word.indexOf('=') : -1;
    const spelling = equals < 0 ? word : word.slice(0, equals);
    const spec = this.#lookUp(spelling.slice(2));
    if (spec === 'unknown' || spec === 'ambiguous') return { kind: spec, spelling };
    if (equals < 0) return this.#take(spec, spelling, null);
    if (spec.argument === 'none') return { kind: 'unexpected-argument', spelling };
    return this.#take(spec, spelling, word.slice(equals + 1));
  }

  #cluster(word: string): OptionProblem | null {
    for (let at = 1; at < word.length; at++) {
      const spelling = `-${word[at]}`;
      const spec = this.#table.short.get(word[at] ?? '');
      if (!spec) return { kind: 'unknown', spelling };
      const rest = word.slice(at + 1);
      if (spec.argument !== 'none') return this.#take(spec, spelling, rest === '' ? null : rest);
      this.#options.push({ name: spec.name, value: null, index: this.#index });
    }
    return null;
  }

  #lookUp(name: string): OptionSpec | 'unknown' | 'ambiguous' {
    const exact = this.#table.long.get(name);
    if (exact || !this.#dialect.abbreviate) return exact ?? 'unknown';
    const found = new Set([...this.#table.long].flatMap(([full, spec]) => (full.startsWith(name) ? [spec] : [])));
    const [only] = found;
    return found.size > 1 ? 'ambiguous' : (only ?? 'unknown');
  }

  #take(spec: OptionSpec, spelling: string, attached: string | null): OptionProblem | null {
    let value = attached;
    if (spec.argument === 'required' && value === null) {
      value = this.#argv[++this.#index] ?? null;
      if (value === null) return { kind: 'missing-argument', spelling };
    }
    this.#options.push({ name: spec.name, value, index: this.#index });
    return null;
  }
}
