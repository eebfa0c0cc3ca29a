/** The words of `trap`. (Bash Reference Manual, 4.1 "Bourne Shell Builtins", trap.) */

export type TrapWords =
  | { kind: 'print' }
  /** `text` is null where a trap is taken back. */
  | { kind: 'set'; text: string | null; signals: string[] }
  | { kind: 'problem'; reason: string };

const NUMBERS: Readonly<Record<string, string>> = {
  0: 'EXIT',
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  6: 'ABRT',
  13: 'PIPE',
  14: 'ALRM',
  15: 'TERM',
};
const SIGNALS = new Set([
  'EXIT',
  'HUP',
  'INT',
  'QUIT',
  'ABRT',
  'PIPE',
  'ALRM',
  'TERM',
  'USR1',
  'USR2',
  'CHLD',
  'CONT',
  'TSTP',
  'TTIN',
  'TTOU',
  'WINCH',
]);
/** Conditions of the shell itself that nothing here sees. */
const UNSEEN = new Set(['ERR', 'DEBUG', 'RETURN']);

export function parseTrap(argv: readonly string[]): TrapWords {
  const [first, ...others] = argv[0] === '--' ? argv.slice(1) : argv;
  if (first === undefined || first === '-p') return { kind: 'print' };
  if (/^-./.test(first)) return { kind: 'problem', reason: `${first} is not known` };
  // A signal alone is taken back, like one behind "-".
  const [text, words] = others.length === 0 ? [null, [first]] : [first === '-' ? null : first, others];
  const signals = words.map(nameOf);
  const unknown = signals.find((signal) => !SIGNALS.has(signal) && !(UNSEEN.has(signal) && text === null));
  if (unknown === undefined) return { kind: 'set', text, signals };
  return {
    kind: 'problem',
    reason: UNSEEN.has(unknown) ? `${unknown} would never be seen here` : `${unknown} is no signal`,
  };
}

function nameOf(word: string): string {
  return NUMBERS[word] ?? word.toUpperCase().replace(/^SIG/, '');
}
