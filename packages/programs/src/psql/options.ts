import { type CommandLine, optionTable, parseCommandLine, spellings } from '../command-line.ts';

const OPTIONS = optionTable([
  '-c, --command=',
  '-d, --dbname=',
  '-f, --file=',
  '-l, --list',
  '-v, --variable, --set=',
  '-V, --version',
  '-X, --no-psqlrc',
  '-1, --single-transaction',
  '-?, --help[=]',
  '-a, --echo-all',
  '-b, --echo-errors',
  '-e, --echo-queries',
  '-E, --echo-hidden',
  '-L, --log-file=',
  '-n, --no-readline',
  '-o, --output=',
  '-q, --quiet',
  '-s, --single-step',
  '-S, --single-line',
  '-A, --no-align',
  '--csv',
  '-F, --field-separator=',
  '-H, --html',
  '-P, --pset=',
  '-R, --record-separator=',
  '-t, --tuples-only',
  '-T, --table-attr=',
  '-x, --expanded',
  '-z, --field-separator-zero',
  '-0, --record-separator-zero',
  '-h, --host=',
  '-p, --port=',
  '-U, --username=',
  '-w, --no-password',
  '-W, --password',
]);

const REFUSED = [
  'list',
  'version',
  'help',
  'echo-all',
  'echo-errors',
  'echo-queries',
  'echo-hidden',
  'log-file',
  'output',
  'single-step',
  'single-line',
  'html',
  'table-attr',
  'password',
];

export const PSQL_OPTIONS: readonly string[] = spellings(OPTIONS);

export function parsePsql(argv: readonly string[]): CommandLine {
  return parseCommandLine(argv, OPTIONS, { permute: true, abbreviate: true, equals: true });
}

/** The first option that is psql's, but not carried out. */
export function refusedOption(line: CommandLine): string | null {
  const found = line.options.find(({ name }) => REFUSED.includes(name));
  return found ? `--${found.name}` : null;
}

/** One `-c` or `-f`, in the order given. */
export interface Action {
  kind: 'command' | 'file';
  text: string;
  index: number;
}

/** What is to be executed; empty where it comes from standard input. */
export function actionsOf(line: CommandLine): Action[] {
  return line.options.flatMap(({ name, value, index }) =>
    (name === 'command' || name === 'file') && value !== null ? [{ kind: name, text: value, index }] : [],
  );
}

export function readsStandardInput(line: CommandLine): boolean {
  const actions = actionsOf(line);
  return actions.length === 0 || actions.some(({ kind, text }) => kind === 'file' && text === '-');
}
