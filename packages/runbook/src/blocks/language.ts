/** What a fence holds, by its tag and, where the tag is missing or vague, by its text. */
import type { Block } from '@steadyhand/contracts';
import { isAlsoAWord, isKnownProgram } from './known-programs.ts';

export type Language = Block['language'] | 'console';

const TAGS: Readonly<Record<string, Language>> = {
  bash: 'shell',
  sh: 'shell',
  shell: 'shell',
  zsh: 'shell',
  fish: 'shell',
  console: 'console',
  'shell-session': 'console',
  shellsession: 'console',
  terminal: 'console',
  sql: 'sql',
  pgsql: 'sql',
  psql: 'sql',
  postgresql: 'sql',
  postgres: 'sql',
  mysql: 'sql',
  plsql: 'sql',
  insights: 'insights',
  logsinsights: 'insights',
  cloudwatch: 'insights',
  json: 'json',
  jsonc: 'json',
  output: 'output',
  log: 'output',
};

/** A heading that people write above a query: `CloudWatch Logs Insights:`. */
export const INSIGHTS_HEADER = /^\s*(?:#.*)?cloudwatch logs(?: insights)?(?: query)?\s*:\s*$/i;
const INSIGHTS_FIRST = /^\s*(?:fields\s+[@\w]|filter\s+[@\w]|stats\s+\w+\(|parse\s+@|SOURCE\s+['"])/;
export const SQL_FIRST =
  /^\s*(?:SELECT\s|INSERT\s+INTO\s|UPDATE\s+["\w.]+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\(|(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|DATABASE|USER|ROLE|UNIQUE|VIEW|SCHEMA)\s|TRUNCATE\s|VACUUM\b|ANALYZE\b|EXPLAIN\s|REINDEX\s|GRANT\s|REVOKE\s|BEGIN;|SHOW\s+\w+(?:\s+\w+)*(?:\s+LIKE\s+'[^']*')?;|KILL\s+(?:QUERY\s+|CONNECTION\s+)?[<\d][^;]*;)/i;

/** Languages of programs; a fence that is tagged so and begins with a command is tagged wrongly. */
const CODE_TAG = /^(?:python|py|ruby|rb|javascript|js|typescript|ts|go|java|php)$/i;

export function languageOf(tag: string | null | undefined, text: string): Language {
  const known = TAGS[(tag ?? '').toLowerCase().replace(/^\{?\.?|[{:,].*$/g, '')];
  if (known === 'shell' || known === 'console') return refineShell(known, text);
  if (known === 'sql') return refineSql(text);
  if (known !== undefined) return known;
  if (tag && CODE_TAG.test(tag) && isProgramCall(meaningful(text)[0] ?? '')) return 'shell';
  if (tag && !/^(text|txt|plain(text)?|none|cmd|command)$/i.test(tag)) return 'other';
  return guess(text);
}

/** A fence tagged as SQL may hold a query of logs, or the command that opens the client. */
function refineSql(text: string): Language {
  const lines = meaningful(text);
  if (isInsights(lines)) return 'insights';
  return /^\s*(?:\w+=\S*\s+)*(?:psql|mysql|sqlite3)\s/.test(lines[0] ?? '') ? 'shell' : 'sql';
}

export function isSqlTag(tag: string | null | undefined): boolean {
  return TAGS[(tag ?? '').toLowerCase()] === 'sql';
}

/** A fence tagged as shell may hold a query, a pasted statement, an answer or a line of a log. */
function refineShell(known: 'shell' | 'console', text: string): Language {
  const lines = meaningful(text);
  if (isInsights(lines)) return 'insights';
  const [first = ''] = lines;
  if (lines.some(isPrompted)) return 'console';
  if (lines.some(isCommandLine)) return known;
  // With comments of the shell, its statements are found one by one.
  if (SQL_FIRST.test(first) && !/^\s*#/m.test(text)) return 'sql';
  if (/^\s*[[{]/.test(first) && isJson(text)) return 'json';
  if (lines.length > 0 && lines.every(isMetricQuery)) return 'other';
  return lines.length > 0 && lines.every(isAnswer) ? 'output' : known;
}

function isInsights(lines: readonly string[]): boolean {
  return lines.some((line) => INSIGHTS_FIRST.test(line)) && lines.every(isInsightsLine);
}

/** A known program with something behind it; an assignment may be code. */
function isProgramCall(line: string): boolean {
  return /^\w[\w-]*\s+(?![=(:])\S/.test(line) && isCommandLine(line) && !/^[A-Za-z_]\w*\s*=/.test(line);
}

const METRIC_FUNCTION =
  /^\s*(?:rate|irate|increase|sum|avg|min|max|count|topk|bottomk|histogram_quantile|delta|absent|quantile|stddev)\s*(?:(?:by|without)\s*)?\(/;

/** A line of PromQL, or the name of a metric in it. */
function isMetricQuery(line: string): boolean {
  return (
    METRIC_FUNCTION.test(line) || /^\s*[a-z][a-z0-9_]*_[a-z0-9_]*\s*(?:\{[^}]*\}|\[\d+[smhdw]\]|[/*+-]|$)/.test(line)
  );
}

/** A line that no shell has: words of a log, a name that holds dots and nothing else. */
function isAnswer(line: string): boolean {
  return (
    /^\s*[a-z]\w*(?:\.[a-z]\w*)+\s*(?:#.*)?$/.test(line) ||
    (/^\s*(?:[A-Z][A-Z_]{3,}|[A-Z][a-z]+)\s+[A-Za-z]+(?:\s|:)/.test(line) && !SQL_FIRST.test(line))
  );
}

function guess(text: string): Language {
  const lines = meaningful(text);
  const [first = ''] = lines;
  if (first === '') return 'other';
  if (lines.some(isPrompted)) return 'console';
  if (isInsights(lines)) return 'insights';
  if (SQL_FIRST.test(first)) return 'sql';
  if (/^\s*[[{]/.test(first)) return isJson(text) ? 'json' : 'other';
  if (/[│┌└├─▼►]|^\s*[+|][-+=]{3}/m.test(text)) return 'other';
  return isCommandLine(first) ? 'shell' : 'other';
}

function isInsightsLine(line: string): boolean {
  return INSIGHTS_HEADER.test(line) || INSIGHTS_FIRST.test(line) || /^\s*\|/.test(line) || /^\s+\S/.test(line);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return /^\s*[[{][\s\S]*"[^"\n]+"\s*:/.test(text.slice(0, 2000));
  }
}

/** Lines that are neither empty nor a comment. */
function meaningful(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(#|--\s)/.test(line));
}

const PROMPT = /^\s*(?:\$|[\w.-]+\$|\[?[\w.-]+@[\w.-]+[: ]?[~\w./-]*\]?[$#]) (\S.*)$/;

/** What is typed behind the prompt of a shell: `$ `, `worker$ `, `root@db1:~# `; null where the line has none. */
export function promptedCommand(line: string): string | null {
  const command = PROMPT.exec(line)?.[1];
  if (command === undefined) return null;
  // Behind a name a dollar may be anything.
  return /^\s*\$ /.test(line) || isCommandLine(command) ? command : null;
}

function isPrompted(line: string): boolean {
  return promptedCommand(line) !== null;
}

/** Whether a line of text reads as a command. */
export function isCommandLine(line: string): boolean {
  const trimmed = line.trim();
  const call = trimmed
    .replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^)]*\)|\S*)\s+)+(?=\S)/, '')
    .replace(/^(?:env|nohup|time|exec)\s+/, '');
  const [program = '', second, third] = call.split(/\s+/, 3);
  if (program === 'sudo') return carriesCommand(call.split(/\s+/).slice(1));
  if (/^[A-Z_][A-Z0-9_]*=\S/.test(trimmed)) return true;
  if (/^(?:\.{1,2}|~|\$\w+)?\/[\w./-]+\.(?:sh|py|js|ts|rb|pl)$/.test(program) || /^\.\/[\w./-]+$/.test(program))
    return true;
  if (/^[\w-]+(?:\/[\w.-]+)+\.(?:sh|py)$/.test(program) || /^(?:bin|scripts)\/[\w./-]+$/.test(program)) return true;
  if (/^\/[\w./-]+\/[\w.-]+$/.test(program)) return isKnownProgram(program.slice(program.lastIndexOf('/') + 1));
  if (!isKnownProgram(program)) return false;
  if (!isAlsoAWord(program)) return true;
  if (program === 'make' && second !== undefined && third === undefined) return /^[\w-]+$/.test(second);
  return second === undefined || /^[-./$"'<\d]|^\w+[-=:/._]/.test(second);
}

/** Whether `sudo` is told what to run, whatever program that is; `sudo -i` opens a shell. */
function carriesCommand(words: readonly string[]): boolean {
  let at = 0;
  while (/^-/.test(words[at] ?? '')) at += /^-[A-Za-z]*[ughpC]$/.test(words[at] ?? '') ? 2 : 1;
  return /^[a-z./~$][\w./-]*$/.test(words[at] ?? '') || words.some((word) => /^-[A-Za-z]*i/.test(word));
}

/** Whether inline code is a command that somebody may run; a bare program name is not. */
export function isInlineCommand(text: string): boolean {
  const line = text.trim().replace(/^\$ /, '');
  if (line.includes('\n') || !/\s/.test(line)) return /^(?:\.\/|scripts\/|bin\/)[\w./-]+\.(?:sh|py)$/.test(line);
  if (/^[A-Z_][A-Z0-9_]*=\S*$/.test(line)) return false;
  const first = line.split(/\s+/, 1)[0] ?? '';
  if (
    /^(?:docker(?:[ -]compose)?(?: exec| run| image| system)?|docker-compose|node --\w[\w-]*|kubectl exec)$/.test(line)
  )
    return false;
  return (
    isCommandLine(line) &&
    !(isAlsoAWord(first) && !/\s[-~./$]/.test(line) && !/^(?:make|kill|service|vault|date)\s/.test(line))
  );
}
