/** The case files of packages/aws/fixtures. */

/** A line is split at its blanks; a list is the words themselves. `{name}` stands for what a line of the setup printed. */
type Line = string | readonly string[];

export interface Case {
  argv: readonly string[];
  stdin?: string;
  /** The version of the real CLI that decides, 2 unless it says otherwise. */
  by?: 1 | 2;
  /** Why ours prints something else. */
  differs?: string;
}

export interface Cases {
  setup: readonly { argv: readonly string[]; set?: string }[];
  cases: readonly Case[];
}

export interface Difference {
  argv: readonly string[];
  reason: string;
  real: string;
  ours: string;
  exitCodes: readonly [real: number, ours: number];
}

interface CasesFile {
  setup: (Line | { line: Line; set: string })[];
  /** By service. */
  cases: Record<string, (Line | { line: Line; stdin?: string; by?: 1; differs?: string })[]>;
}

export function readCases(text: string): Cases {
  const { setup, cases } = JSON.parse(text) as CasesFile;
  return {
    setup: setup.map(ofLine),
    cases: Object.entries(cases).flatMap(([service, lines]) =>
      lines.map((one) => {
        const { argv, ...rest } = ofLine(one);
        return { argv: [service, ...argv], ...rest };
      }),
    ),
  };
}

function ofLine<T extends { line: Line }>(one: Line | T): Omit<T, 'line'> & { argv: readonly string[] } {
  const isLine = typeof one === 'string' || Array.isArray(one);
  const { line, ...rest } = isLine ? ({ line: one } as T) : (one as T);
  return { ...rest, argv: typeof line === 'string' ? line.split(' ') : line };
}

export function wordsOf(argv: readonly string[], variables: Readonly<Record<string, string>>): readonly string[] {
  return argv.map((word) => word.replaceAll(/\{(\w+)\}/g, (blank, name: string) => variables[name] ?? blank));
}
