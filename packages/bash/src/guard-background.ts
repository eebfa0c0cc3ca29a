import { type AnyNode, childNodes, type ScriptNode } from './ast.ts';
import { tryParse } from './pieces.ts';
import { scan } from './scan.ts';

export interface Background {
  /** Is told the status of what ran in the background. */
  job: string;
  /** Variable that stands for `$!`. */
  last: string;
}

/**
 * What stands in the background, carried out where it stands, in a shell of its own: `a | b & c` becomes
 * `if (a | b); then job 0; else job $?; fi; c`. Null where that cannot be written so. Lines stay what they were.
 */
export function guardBackground(text: string, { job, last }: Background): string | null {
  if (!MAY_HAVE_JOBS.test(text)) return text;
  let result = withLastJob(text, last);
  if (result === text && backgroundIn(text) === null) return text;
  for (let at = backgroundIn(result); at !== null; at = backgroundIn(result)) {
    const start = startOf(result, at);
    if (start === null) return null;
    const after = /^[ \t]*(?:;;|;&)/.test(result.slice(at + 1)) ? '' : ';';
    const foreground = `if (${result.slice(start, at)}); then ${job} 0; else ${job} $?; fi${after}`;
    result = result.slice(0, start) + foreground + result.slice(at + 1);
  }
  const script = tryParse(result);
  return 'error' in script || hasBackground(script) ? null : result;
}

const MAY_HAVE_JOBS = /\$(?:!|\{!\})|(?<![&<>|])&(?![&>])/;

function withLastJob(text: string, last: string): string {
  let result = '';
  let at = 0;
  scan(text, {
    lastJob(start, end) {
      result += `${text.slice(at, start)}\${${last}}`;
      at = end;
    },
  });
  return result + text.slice(at);
}

/** The first one: what is in the background inside of something else comes before that. */
function backgroundIn(text: string): number | null {
  let found: number | null = null;
  scan(text, {
    background(at) {
      found ??= at;
    },
  });
  return found;
}

/** Where what ends at an offset begins: the earliest place from which on it is one statement. */
function startOf(text: string, end: number): number | null {
  for (let start = 0; start < end; start += 1) {
    if (!BEGINS.test(text.slice(Math.max(0, start - 8), start)) || /\s/.test(text.charAt(start))) continue;
    if (isOneStatement(text.slice(start, end))) return start;
  }
  return null;
}

/** What stands in front of a statement. */
const BEGINS = /(?:^|[\n;&|(){}`]|(?:^|\s)(?:do|then|else|!))[ \t]*$/;

function isOneStatement(text: string): boolean {
  const script = tryParse(text.trim());
  return !('error' in script) && script.statements.length === 1 && !hasBackground(script);
}

function hasBackground(node: AnyNode | ScriptNode): boolean {
  return (node.type === 'Statement' && node.background) || childNodes(node).some(hasBackground);
}
