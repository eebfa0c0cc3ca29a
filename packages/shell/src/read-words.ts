/** The words of `read`. (Bash Reference Manual, 4.2 "Bash Builtin Commands", read.) */

export interface ReadWords {
  prompt: string;
  /** The variables that it sets, `REPLY` where none is named. */
  names: string[];
  isArray: boolean;
  isSecret: boolean;
  /** Why a person cannot be asked like this; else null. */
  problem: string | null;
}

const TAKES_VALUE = 'adinNptu';
const FLAGS = 'ers';

export function parseRead(argv: readonly string[]): ReadWords {
  const values = new Map<string, string>();
  let at = 0;
  for (; at < argv.length && /^-./.test(argv[at] ?? ''); at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    const letters = word.slice(1);
    const valued = [...letters].findIndex((letter) => TAKES_VALUE.includes(letter));
    for (const letter of valued === -1 ? letters : letters.slice(0, valued)) values.set(letter, '');
    if (valued === -1) continue;
    const joined = letters.slice(valued + 1);
    if (joined === '') at += 1;
    values.set(letters.charAt(valued), joined === '' ? (argv[at] ?? '') : joined);
  }
  const array = values.get('a');
  const named = argv.slice(at);
  return {
    prompt: values.get('p') ?? '',
    names: array !== undefined ? [array] : named.length > 0 ? named : ['REPLY'],
    isArray: array !== undefined,
    isSecret: values.has('s'),
    problem: problemOf(values),
  };
}

function problemOf(values: ReadonlyMap<string, string>): string | null {
  const unknown = [...values.keys()].find((letter) => !TAKES_VALUE.includes(letter) && !FLAGS.includes(letter));
  if (unknown !== undefined) return `-${unknown} is not known`;
  if (values.has('t')) return 'a person has no time limit here; leave -t out';
  if (values.has('i')) return 'a text to begin with cannot be given here; leave -i out';
  return values.has('u') ? 'it has no input, and would take an empty answer' : null;
}
