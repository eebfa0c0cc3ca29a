/**
 * Splits words into options, their values and what is left, as Python's argparse does for the AWS CLI: unique prefixes
 * of long options are accepted, `--name=value` too, a list takes every word up to the next option.
 */
import type { Flag } from './service.ts';

/** A word with its index in the argument list. */
export interface Word {
  text: string;
  index: number;
}

export interface GivenOption {
  flag: Flag;
  /** Empty for booleans. */
  values: readonly Word[];
}

export interface SplitOptions {
  /** In the order in which they stand; an option given twice is here twice. */
  given: readonly GivenOption[];
  /** Words that belong to no option of these. */
  rest: readonly Word[];
  /** What argparse would print as the error. */
  problem: string | null;
}

export function splitOptions(words: readonly Word[], flags: readonly Flag[]): SplitOptions {
  const given: GivenOption[] = [];
  const rest: Word[] = [];
  let problem: string | null = null;
  let at = 0;
  while (at < words.length) {
    const word = words[at] as Word;
    at += 1;
    const found = findFlag(word.text, flags);
    if (found.ambiguous) problem ??= found.ambiguous;
    if (!found.flag) {
      rest.push(word);
      continue;
    }
    const values = takeValues({ words, at, flag: found.flag, inline: inlineValue(word), flags });
    at += values.taken;
    problem ??= values.problem;
    given.push({ flag: found.flag, values: values.values });
  }
  return { given, rest, problem };
}

function inlineValue(word: Word): Word | null {
  const equals = word.text.indexOf('=');
  return equals < 0 ? null : { text: word.text.slice(equals + 1), index: word.index };
}

interface Found {
  flag?: Flag;
  ambiguous?: string;
}

function findFlag(text: string, flags: readonly Flag[]): Found {
  if (!text.startsWith('--') || text === '--') return {};
  const name = text.slice(2).split('=', 1)[0] ?? '';
  if (/\s/.test(name)) return {};
  const matches: Flag[] = [];
  for (const flag of flags) {
    if (flag.positional || !flag.name.startsWith(name)) continue;
    if (flag.name === name) return { flag };
    matches.push(flag);
  }
  const [only] = matches;
  if (only && matches.length === 1) return { flag: only };
  if (matches.length === 0) return {};
  const list = matches.map((flag) => `--${flag.name}`).join(', ');
  return { ambiguous: `ambiguous option: --${name} could match ${list}` };
}

interface Take {
  words: readonly Word[];
  at: number;
  flag: Flag;
  inline: Word | null;
  flags: readonly Flag[];
}

function takeValues({ words, at, flag, inline, flags }: Take): {
  values: Word[];
  taken: number;
  problem: string | null;
} {
  const name = `--${flag.name}`;
  if (flag.kind === 'boolean') {
    return {
      values: [],
      taken: 0,
      problem: inline ? `argument ${name}: ignored explicit argument '${inline.text}'` : null,
    };
  }
  if (inline) return { values: [inline], taken: 0, problem: null };
  let end = at;
  const most = flag.kind === 'list' ? words.length : at + 1;
  while (end < words.length && end < most && !looksLikeOption((words[end] as Word).text, flags)) end += 1;
  const values = words.slice(at, end);
  const optional = flag.kind === 'list' || flag.kind === 'optional' || flag.kind === 'boolean-structure';
  const problem = values.length === 0 && !optional ? `argument ${name}: expected one argument` : null;
  return { values, taken: values.length, problem };
}

/** argparse: a word that starts with a dash is an option unless it is a number or holds a space. */
function looksLikeOption(text: string, flags: readonly Flag[]): boolean {
  if (!text.startsWith('-') || text === '-' || /^-\d+$|^-\d*\.\d+$/.test(text)) return false;
  return !text.includes(' ') || findFlag(text, flags).flag !== undefined;
}
