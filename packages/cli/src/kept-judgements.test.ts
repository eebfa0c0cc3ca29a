import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Judgements, keepJudgements, readJudgements } from './kept-judgements.ts';

let folder = '';
const file = (): string => join(folder, 'code', 'build-sql');
const counting: Judgements = new Map([
  ['SELECT 1', { effect: 'read', reason: 'SELECT reads', operation: 'SELECT' }],
  ['DROP TABLE jobs', { effect: 'destroy', reason: 'DROP takes something away', operation: 'DROP' }],
]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judgements-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('gives back what was kept, and leaves nothing else behind', async () => {
  expect(readJudgements(file()).size).toBe(0);
  keepJudgements(counting, file());
  expect(readJudgements(file())).toEqual(counting);
  expect(await readdir(join(folder, 'code'))).toEqual(['build-sql']);
});

it('keeps the last thousand', () => {
  const judgement = { effect: 'read', reason: 'SELECT reads', operation: 'SELECT' } as const;
  keepJudgements(new Map(Array.from({ length: 1500 }, (_, at) => [`SELECT ${at}`, judgement])), file());
  const kept = readJudgements(file());
  expect([kept.size, kept.has('SELECT 499'), kept.has('SELECT 500')]).toEqual([1000, false, true]);
});

it('takes what cannot be read for nothing', async () => {
  await mkdir(join(folder, 'code'));
  await writeFile(file(), '[["SELECT 1", {"eff');
  expect(readJudgements(file()).size).toBe(0);
});

it('keeps nothing for sources that run as they are', () => {
  keepJudgements(counting);
  expect(readJudgements().size).toBe(0);
});
