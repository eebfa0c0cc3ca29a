/** The grammar of CloudWatch Logs Insights as far as a mistake in it is certain. */

export interface QueryProblem {
  /** Lines below the first, from 0. */
  row: number;
  message: string;
  hint: string;
}

/** From the page "CloudWatch Logs Insights language query syntax". */
const COMMANDS = new Set([
  ...['fields', 'display', 'filter', 'stats', 'sort', 'limit', 'parse', 'dedup', 'pattern', 'diff', 'unmask', 'unnest'],
  ...['lookup', 'filterindex', 'source', 'anomaly', 'join', 'subquery', 'addtotals', 'stat'],
]);
/** What other query languages call a command that Insights has under another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  where: 'filter',
  select: 'fields',
  project: 'fields',
  order: 'sort',
  summarize: 'stats',
  head: 'limit',
  take: 'limit',
  top: 'sort … | limit',
  count: 'stats count(*)',
  search: 'filter',
  table: 'display',
};

/** The first thing in a query that the service refuses; null where nothing is certain. */
export function insightsProblem(query: string): QueryProblem | null {
  for (const { text, row } of splitPipes(query)) {
    const problem = ofCommand(text.trim());
    if (problem !== null) return { row, ...problem };
  }
  return null;
}

type Problem = Omit<QueryProblem, 'row'>;

function ofCommand(text: string): Problem | null {
  const name = /^[A-Za-z]\w*/.exec(text)?.[0];
  if (text === '') return { message: 'There is nothing between two pipes', hint: 'Take one of them out.' };
  if (name === undefined) return null;
  const lower = name.toLowerCase();
  if (!COMMANDS.has(lower)) {
    const other = Object.hasOwn(OTHER_NAMES, lower) ? OTHER_NAMES[lower] : undefined;
    if (other === undefined) return null;
    return { message: `Insights has no command "${name}"`, hint: `It is called ${other} there.` };
  }
  return unbalanced(text) ?? ofArguments(lower, text.slice(name.length).trim());
}

function ofArguments(name: string, rest: string): Problem | null {
  if (rest === '' && !/^(?:pattern|diff|anomaly)$/.test(name)) {
    return { message: `"${name}" stands there without saying what`, hint: `Write what to ${name}.` };
  }
  if (name === 'limit' && !/^\d+$/.test(rest) && !/[$<{\s]|^[A-Z_]+$/.test(rest)) {
    return { message: `"limit" takes a number, not "${rest}"`, hint: 'Write limit 20.' };
  }
  if (name === 'sort' && /^by\s/i.test(rest)) {
    return { message: '"sort" takes the fields at once, without "by"', hint: `Write sort ${rest.slice(3).trim()}.` };
  }
  if (name === 'stats' && !/\(/.test(rest)) {
    return { message: '"stats" needs a function such as count(*)', hint: 'Write stats count(*) by ….' };
  }
  if (name === 'filter' && /(?:^|[^=!<>~])==(?!=)/.test(rest)) {
    return { message: 'Insights compares with =, not with ==', hint: 'Write a single =.' };
  }
  return null;
}

function unbalanced(text: string): Problem | null {
  const open = (text.match(/\(/g) ?? []).length;
  const close = (text.match(/\)/g) ?? []).length;
  if (open === close) return null;
  return { message: `The brackets do not match: ${open} opened, ${close} closed`, hint: 'Close what is open.' };
}

/** A string, a name in backticks, a comment, a word, a run of blanks, or one character. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*|[@\w.]+|\s+|=~|[\s\S]/y;
const PATTERN = /\/(?:[^/\\\n]|\\.)*\//y;

/** Strings, patterns and comments lose what they hold, but for the ends of lines. */
function withoutStrings(text: string): string {
  const out: string[] = [];
  let words: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isPattern =
      text[at] === '/' && (/^(?:like|=~)$/i.test(words.at(-1) ?? '') || /^parse$/i.test(words.at(-2) ?? ''));
    const token = (isPattern ? tokenAt(PATTERN, text, at) : null) ?? tokenAt(TOKEN, text, at) ?? text.charAt(at);
    at += token.length;
    const isHeld = token.length > 1 && /^["'`/#]/.test(token);
    out.push(isHeld ? (token.startsWith('#') ? '' : '""') + token.replace(/[^\n]/g, '') : token);
    if (token.trim() !== '') words = [...words.slice(-2), token];
  }
  return out.join('');
}

function tokenAt(kind: RegExp, text: string, at: number): string | null {
  const sticky = new RegExp(kind);
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0] ?? null;
}

/** Cuts at pipes outside of strings and patterns. */
function splitPipes(query: string): { text: string; row: number }[] {
  const parts: { text: string; row: number }[] = [];
  let row = 0;
  for (const text of withoutStrings(query).split('|')) {
    const leading = /^\s*/.exec(text)?.[0].split('\n').length ?? 1;
    parts.push({ text, row: row + leading - 1 });
    row += text.split('\n').length - 1;
  }
  return parts[0]?.text.trim() === '' ? parts.slice(1) : parts;
}
