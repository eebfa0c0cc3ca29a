/** What both sides record, and how they answer. */

export interface RecordedCall {
  program: string;
  argv: readonly string[];
  /** What it read, where it is a program that reads. */
  stdin: string;
}

export interface Outcome {
  calls: RecordedCall[];
  /** Of the block; null where it was stopped. */
  exitCode: number | null;
  /** Why it was stopped, or never began. */
  stopped: string | null;
  /** It came to the limit of calls, or of time. */
  endless: boolean;
}

/** What every recorded program prints. A number fits arithmetic, `jq` and comparisons alike. */
export const ANSWER = '42\n';

/** A block that calls more has no end. */
export const MAX_CALLS = 60;

/** A block that takes longer has none either. */
export const SECONDS = 10;

/** Programs that take their standard input, so that nothing else has it. */
const READERS: ReadonlySet<string> = new Set([
  'psql',
  'mysql',
  'redis-cli',
  'ssh',
  'mail',
  'kubectl',
  'docker',
  'docker-compose',
  'pg_restore',
  'parallel',
  'python',
  'python3',
  'node',
  'less',
  'more',
]);

const GIVES_TEXT = ['-c', '-f', '-e', '--command', '--file'];

export function readsInput(program: string, argv: readonly string[]): boolean {
  return READERS.has(program) && !argv.some((word) => GIVES_TEXT.includes(word));
}

/** The same for a POSIX shell: leaves the input in `input`. */
export const READ_INPUT = `input=
case $name in ${[...READERS].join('|')})
  case " $* " in ${GIVES_TEXT.map((word) => `*" ${word} "*`).join('|')}) ;;
    *) input=$(cat; echo .); input=\${input%.} ;;
  esac ;;
esac`;

/** The program that every script of the working folder calls. */
export const SCRIPT_PROGRAM = 'a-script';

export function scriptText(path: string): string {
  return `#!/bin/bash\n${SCRIPT_PROGRAM} ${path} "$@"\n`;
}
