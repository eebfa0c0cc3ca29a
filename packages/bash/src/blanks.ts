/**
 * Blanks: places such as `<task-id>` and `{{name}}` that a runbook leaves for its reader to fill.
 *
 * A shell reads `<task-id>` as redirections, so a blank is masked before anything is parsed: every character of it is
 * replaced by one of a private-use area, which a shell takes for a letter. Offsets stay what they were, and the mask
 * can be undone in any fragment.
 *
 * `<…>` is a blank and not redirections when all of this holds:
 * - it is on one line, begins with a letter, ends in no space and holds no `$`, `(`, `<`, `;`, `&` or `"`;
 * - it is not part of `<<`, `<(`, `<&`, a closing tag, an HTML element of a few known names or a `(?<group>` of a pattern;
 * - outside of quotes and at the start of a word, what follows `>` is not glued to it like a file name (`<in>out`), and
 *   its last word is not the number of a descriptor (`<in 2>/dev/null`).
 * In doubt it is a blank: a blank without a value stops a run, a redirection that nobody meant overwrites a file.
 *
 * `{{…}}` is a blank when it holds one name; Go templates (`{{.Names}}`, `{{json .X}}`, `{{end}}`) are not.
 */
import { quoteWord } from './quote.ts';
import { type Quoting, scan } from './scan.ts';

export interface Blank {
  /** Without the delimiters: `task-id`. */
  name: string;
  /** As it stands: `<task-id>`, `{{task_id}}`. */
  spelling: string;
  offset: number;
  /** 1-based within the text. */
  line: number;
}

export interface MaskedText {
  /** As long as the original; a masked blank parses as part of a word. */
  text: string;
  blanks: Blank[];
}

interface FoundBlank extends Blank {
  quoting: Quoting;
}

/** What every blank holds, which is found faster than the blank. */
const MAY_BE_BLANK = /<[A-Za-z][^<>\n]*>|\{\{/;
const ANGLE = /<([A-Za-z][A-Za-z0-9 _.:/|,'+*#-]*)>/y;
const MUSTACHE = /\{\{[ \t]*([A-Za-z_][\w-]*)[ \t]*\}\}/y;
const GO_KEYWORDS = new Set(['end', 'else', 'break', 'continue', 'printf', 'json']);
const HTML = new Set(
  'a b br body code div em h1 h2 h3 head html i img li link meta ol p pre script span strong style table td th tr ul'.split(
    ' ',
  ),
);

export function maskBlanks(text: string): MaskedText {
  const found = findBlanks(text);
  let masked = '';
  let at = 0;
  for (const blank of found) {
    masked += text.slice(at, blank.offset) + mask(blank.spelling);
    at = blank.offset + blank.spelling.length;
  }
  const blanks = found.map(({ name, spelling, offset, line }): Blank => ({ name, spelling, offset, line }));
  return { text: masked + text.slice(at), blanks };
}

/** Puts the values in place of the blanks that have one, quoted for the place where each stands. */
export function fillBlanks(text: string, values: ReadonlyMap<string, string>): string {
  return replaceBlanks(text, ({ name }, quoting) => {
    const value = values.get(name);
    return value === undefined ? null : quoteFor(quoting, value);
  });
}

/** Puts shell source in place of the blanks for which there is some; it has to fit the quoting where it stands. */
export function replaceBlanks(text: string, sourceFor: (blank: Blank, quoting: Quoting) => string | null): string {
  let filled = '';
  let at = 0;
  for (const { quoting, ...blank } of findBlanks(text)) {
    const source = sourceFor(blank, quoting);
    if (source === null) continue;
    filled += text.slice(at, blank.offset) + source;
    at = blank.offset + blank.spelling.length;
  }
  return filled + text.slice(at);
}

function quoteFor(quoting: Quoting, value: string): string {
  switch (quoting) {
    case 'bare':
      return quoteWord(value);
    case 'double':
      return value.replace(/[\\"$`]/g, '\\$&');
    case 'body':
      return value.replace(/[\\$`]/g, '\\$&');
    case 'single':
      return value.replaceAll("'", `'\\''`);
    case 'raw':
      return value;
  }
}

function findBlanks(text: string): FoundBlank[] {
  const found: FoundBlank[] = [];
  if (!MAY_BE_BLANK.test(text)) return found;
  let line = 1;
  let counted = 0;
  scan(text, {
    blank(offset, quoting) {
      const match = text.charAt(offset) === '<' ? matchAngle(text, offset, quoting) : matchMustache(text, offset);
      if (match === null) return null;
      for (; counted < offset; counted += 1) if (text.charAt(counted) === '\n') line += 1;
      const { name, spelling } = match;
      found.push({ name, spelling, offset, line, quoting });
      return offset + spelling.length;
    },
  });
  return found;
}

type Match = Pick<Blank, 'name' | 'spelling'>;

function matchAngle(text: string, offset: number, quoting: Quoting): Match | null {
  const match = matchAt(ANGLE, text, offset);
  if (match === null || /[\s/]$/.test(match.name)) return null;
  const before = text.charAt(offset - 1);
  if (before === '<' || before === '?' || HTML.has(match.name.toLowerCase())) return null;
  if (text.includes(`</${match.name}>`) || (quoting !== 'bare' && match.name.includes("'"))) return null;
  return quoting === 'bare' && looksLikeRedirections(match, before, text.charAt(offset + match.spelling.length))
    ? null
    : match;
}

function looksLikeRedirections(match: Match, before: string, after: string): boolean {
  const startsWord = before === '' || /[\s;&|(]/.test(before);
  return (
    startsWord &&
    (/[A-Za-z0-9_$&>"']/.test(after) || /\s\d$/.test(match.name) || /'(?![a-z])|(?<![a-z])'/i.test(match.name))
  );
}

function matchMustache(text: string, offset: number): Match | null {
  const match = matchAt(MUSTACHE, text, offset);
  return match === null || GO_KEYWORDS.has(match.name) ? null : match;
}

function matchAt(pattern: RegExp, text: string, offset: number): Match | null {
  pattern.lastIndex = offset;
  const match = pattern.exec(text);
  return match?.[1] === undefined ? null : { name: match[1], spelling: match[0] };
}

/** Where the printable ASCII characters go: U+E020 to U+E07E. */
const AREA = 0xe000;
const MASKED = /[\ue020-\ue07e]/g;

function mask(spelling: string): string {
  return spelling.replace(/[\x20-\x7e]/g, (c) => String.fromCharCode(AREA + c.charCodeAt(0)));
}

export function isMasked(text: string): boolean {
  return text.search(MASKED) >= 0;
}

/** Undoes the mask in any fragment of a masked text. */
export function unmask(text: string): string {
  return isMasked(text) ? text.replace(MASKED, (c) => String.fromCharCode(c.charCodeAt(0) - AREA)) : text;
}

/** Names of the blanks in a fragment of a masked text. */
export function maskedNames(text: string): string[] {
  if (!isMasked(text)) return [];
  const runs = text.match(/[\ue020-\ue07e]+/g) ?? [];
  return runs.flatMap((run) =>
    [...unmask(run).matchAll(/<([^<>]+)>|\{\{[ \t]*([\w-]+)[ \t]*\}\}/g)].map((m) => m[1] ?? m[2] ?? ''),
  );
}
