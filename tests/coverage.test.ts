/** The page that says what carries out each row of realtime-chat's runbook: that it is whole, and that the original is in it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadGrammars } from '../packages/cli/src/compose.ts';
import { parseRunbook } from '../packages/runbook/src/index.ts';
import { coverageOf } from '../scripts/docs/rows/page.ts';
import { type Row, rowsOf } from '../scripts/docs/rows/rows.ts';

const root = resolve(import.meta.dirname, '..');
const seed = resolve(root, '../shared/seeds/realtime-chat.md');

test('no row of the runbook is left to nothing', async () => {
  const covered = await coverageOf('realtime-chat');
  const open = covered.filter(({ carried }) => carried.by === null);
  expect(open.map(({ row }) => `${row.line} ${row.kind} ${row.text}`)).toEqual([]);
});

describe.skipIf(!existsSync(seed))('the original (../shared/seeds, skipped where absent)', async () => {
  const grammars = await loadGrammars();
  const read = (path: string) => {
    const text = readFileSync(path, 'utf8');
    return rowsOf(text, parseRunbook(text, { grammars }));
  };
  const theirs = existsSync(seed) ? read(seed) : [];
  const ours = read(resolve(root, 'systems/realtime-chat/RUNBOOK.md'));
  const same = (a: Row, b: Row) => a.kind === b.kind && a.under.at(-1) === b.under.at(-1);

  test.each(['heading', 'command', 'table row', 'bullet'] as const)('has a counterpart here for every %s', (kind) => {
    const missing = theirs
      .filter((row) => row.kind === kind)
      .filter((row, _, all) => {
        const counterparts = ours.filter((own) => same(own, row));
        if (kind === 'command')
          return !counterparts.some(
            (own) => commandOf(own) === commandOf(row) || own.text.includes(essenceOf(row.text)),
          );
        return counterparts.length < all.filter((other) => same(other, row)).length;
      });
    expect(missing.map(({ line, text }) => `${line} ${text}`)).toEqual([]);
  });
});

/** Of a command that may stand in another one here (in `ecs execute-command`): what it is about, its words in any quotes. */
function essenceOf(text: string): string {
  return /SELECT [a-z_]+\(/.exec(text)?.[0] ?? text;
}

/** What a command does, whatever it does it to: `aws ecs update-service`, `psql`. */
function commandOf({ text }: Row): string {
  const words = text.split(/\s+/);
  return words.slice(0, words[0] === 'aws' ? 3 : 1).join(' ');
}
