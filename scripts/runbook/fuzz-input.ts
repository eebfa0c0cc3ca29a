/** Documents put together badly. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A number from 0 to below `limit`. */
export type Random = (limit: number) => number;

/** The lines of every document. */
export function readLines(): string[][] {
  const folders = ['../shared/seeds', '../shared/corpus', 'packages/runbook/fixtures'].map((name) => join(ROOT, name));
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => readFileSync(path, 'utf8').split('\n'));
}

/** Mulberry32, by Tommy Ettinger (public domain): the same numbers for the same seed on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Pieces of one to four documents, some of their lines broken. */
export function breakDocuments(documents: readonly string[][], random: Random): string {
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
  const lines = Array.from({ length: 1 + random(4) }, () => {
    const document = pick(documents);
    const start = random(document.length);
    return document.slice(start, start + 1 + random(120));
  }).flat();
  for (let times = random(30); times > 0; times -= 1) {
    const at = random(lines.length);
    lines.splice(at, random(8) === 0 ? 0 : 1, pick(BREAKS)(lines[at] ?? '', random));
  }
  return lines.join(random(20) === 0 ? '\r\n' : '\n');
}

const FRAGMENTS = [
  ...[
    '```',
    '````',
    '~~~',
    '```bash',
    '```sql',
    '---',
    '***',
    '> ',
    '- ',
    '1. ',
    '1) ',
    '    ',
    '\t',
    '| a | b |',
    '|--|--|',
  ],
  ...[
    '**X:**',
    '**If so**: go',
    '# ',
    '###### ',
    '<!--',
    '-->',
    '<details>',
    '[a](b',
    '![',
    '``',
    '`',
    '\\',
    '$(',
    '${',
    '<<EOF',
  ],
  ...[
    '"',
    "'",
    '&&',
    '|',
    '\0',
    '\u2028',
    '\ufeff',
    '→',
    'â†’',
    '{{x}}',
    '$((N + 1))',
    '<a b>',
    '\ud800',
    '🚨',
    'é',
    '- [ ] ',
  ],
];

type Break = (line: string, random: Random) => string;

const BREAKS: readonly Break[] = [
  () => '',
  (line) => `${line}\n${line}`,
  (line, random) => line.slice(0, random(line.length + 1)),
  (line, random) => line.slice(random(line.length + 1)),
  (line, random) => ' '.repeat(random(9)) + line,
  (line) => line.trimStart(),
  (line, random) => {
    const at = random(line.length + 1);
    return line.slice(0, at) + FRAGMENTS[random(FRAGMENTS.length)] + line.slice(at);
  },
  (_, random) => `${FRAGMENTS[random(FRAGMENTS.length)]}`,
  (line, random) => `${FRAGMENTS[random(FRAGMENTS.length)]}${line}`,
  (line, random) => `${FRAGMENTS[random(FRAGMENTS.length)]}`.repeat(1 + random(200)) + line,
  (line) => line.toUpperCase(),
  (line) => [...line].reverse().join(''),
];
