/** One thing that a script has psql do. */
export type ScriptItem =
  /** `line` is that of the statement's end, as psql counts it in messages. */
  { kind: 'sql'; text: string; line: number } | { kind: 'meta'; command: string; argument: string; line: number };

type Variables = ReadonlyMap<string, string>;

/**
 * Takes a script apart as psql's scanner does: statements end at `;` outside of quotes, comments, dollar quotes and
 * parentheses; a backslash outside of quotes begins a meta command, which ends with its line. Variables (`:name`,
 * `:'name'`, `:"name"`) are put in when a statement is asked for, so that an earlier `\set` counts.
 */
export function* splitScript(script: string, variables: Variables = new Map()): Generator<ScriptItem> {
  let text = '';
  let depth = 0;
  let line = 1;
  let at = 0;
  while (at < script.length) {
    const token = nextToken(script, at);
    at += token.length;
    const startLine = line;
    line += token.split('\n').length - 1;
    // A statement that is being put together goes on behind it.
    if (token.startsWith('\\')) {
      yield metaItem(token, startLine);
      continue;
    }
    if (token === '(') depth++;
    if (token === ')') depth = Math.max(0, depth - 1);
    // White space and line comments before a statement are no part of it.
    if (text !== '' || !/^(?:\s|--)/.test(token)) text += interpolated(token, variables);
    if (token !== ';' || depth > 0) continue;
    if (text !== ';') yield { kind: 'sql', text, line };
    text = '';
  }
  if (text.trim() !== '') yield { kind: 'sql', text, line };
}

const QUOTED = [
  /--[^\n]*/y,
  /\/\*/y,
  /[eE]'(?:[^'\\]|\\.|'')*'?/sy,
  /'(?:[^']|'')*'?/y,
  /"(?:[^"]|"")*"?/y,
  /(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[\s\S]*?(?:\1|$)/y,
  /\\[^\n]*\n?/y,
  /:(?:'\w+'|"\w+"|\w+)|::/y,
  /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
  /\s+/y,
];

function nextToken(script: string, at: number): string {
  for (const pattern of QUOTED) {
    pattern.lastIndex = at;
    const match = pattern.exec(script);
    if (match) return match[0] === '/*' ? blockComment(script, at) : match[0];
  }
  return script.charAt(at);
}

/** Block comments of SQL nest. */
function blockComment(script: string, start: number): string {
  let depth = 0;
  for (let at = start; at < script.length; at++) {
    if (script.startsWith('/*', at)) {
      depth++;
      at++;
    } else if (script.startsWith('*/', at)) {
      at++;
      if (--depth === 0) return script.slice(start, at + 1);
    }
  }
  return script.slice(start);
}

function interpolated(token: string, variables: Variables): string {
  const match = /^:(['"]?)(\w+)\1$/.exec(token);
  const value = match && variables.get(match[2] ?? '');
  if (!match || value === undefined || value === null) return token;
  const quote = match[1] ?? '';
  return quote === '' ? value : quote + value.replaceAll(quote, quote + quote) + quote;
}

function metaItem(token: string, line: number): ScriptItem {
  const match = /^\\(\S*?)(?:\s+(.*?))?\s*$/s.exec(token);
  return { kind: 'meta', command: match?.[1] ?? '', argument: match?.[2] ?? '', line };
}
