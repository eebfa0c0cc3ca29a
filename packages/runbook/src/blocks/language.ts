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
const SQL_FIRST =
  /^\s*(?:SELECT\s|INSERT\s+INTO\s|UPDATE\s+["\w.]+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\(|(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|DATABASE|USER|ROLE|UNIQUE|VIEW|SCHEMA)\s|TRUNCATE\s|VACUUM\b|ANALYZE\b|EXPLAIN\s|REINDEX\s|GRANT\s|REVOKE\s|BEGIN;|SHOW\s+\w+;)/i;

export function languageOf(tag: string | null | undefined, text: string): Language {
  const known = TAGS[(tag ?? '').toLowerCase().replace(/^\{?\.?|[{:,].*$/g, '')];
  if (known === 'shell' || known === 'console') return refineShell(known, text);
  if (known !== undefined) return known;
  if (tag && !/^(text|txt|plain(text)?|none|cmd|command)$/i.test(tag)) return 'other';
  return guess(text);
}

/** A fence tagged as shell may hold a query or a pasted statement. */
function refineShell(known: Language, text: string): Language {
  const lines = meaningful(text);
  if (lines.some((line) => INSIGHTS_FIRST.test(line)) && lines.every(isInsightsLine)) return 'insights';
  const [first = ''] = lines;
  if (SQL_FIRST.test(first) && !isCommandLine(first) && lines.every((line) => !isCommandLine(line))) return 'sql';
  return lines.some((line) => /^\$ \S/.test(line)) ? 'console' : known;
}

function guess(text: string): Language {
  const lines = meaningful(text);
  const [first = ''] = lines;
  if (first === '') return 'other';
  if (lines.some((line) => /^\$ \S/.test(line))) return 'console';
  if (lines.some((line) => INSIGHTS_FIRST.test(line)) && lines.every(isInsightsLine)) return 'insights';
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

/** Whether a line of text reads as a command. */
export function isCommandLine(line: string): boolean {
  const words = line
    .trim()
    .replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^)]*\)|\S*)\s+)+(?=\S)/, '')
    .replace(/^(?:sudo|env|nohup|time|exec)\s+/, '')
    .split(/\s+/);
  const [program = '', second] = words;
  if (/^[A-Z_][A-Z0-9_]*=\S/.test(line.trim())) return true;
  if (/^(?:\.{1,2}|~|\$\w+)?\/[\w./-]+\.(?:sh|py|js|ts|rb|pl)$/.test(program) || /^\.\/[\w./-]+$/.test(program))
    return true;
  if (/^[\w-]+(?:\/[\w.-]+)+\.(?:sh|py)$/.test(program) || /^(?:bin|scripts)\/[\w./-]+$/.test(program)) return true;
  if (!isKnownProgram(program)) return false;
  if (!isAlsoAWord(program)) return true;
  if (program === 'make' && words.length === 2) return /^[\w-]+$/.test(second ?? '');
  return second === undefined || /^[-./$"'<\d]|^\w+[-=:/._]/.test(second);
}

/** Whether inline code is a command that somebody may run; a bare program name is not. */
export function isInlineCommand(text: string): boolean {
  const line = text.trim().replace(/^\$ /, '');
  if (line.includes('\n') || !/\s/.test(line)) return /^(?:\.\/|scripts\/|bin\/)[\w./-]+\.(?:sh|py)$/.test(line);
  if (/^[A-Z_][A-Z0-9_]*=\S*$/.test(line)) return false;
  const first = line.split(/\s+/, 1)[0] ?? '';
  return (
    isCommandLine(line) &&
    !(isAlsoAWord(first) && !/\s-/.test(line) && !/^(?:make|kill|service|vault|date)\s/.test(line))
  );
}
