import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CheckedRunbook, checkRunbook, KNOWN_RULES, RULES } from '@steadyhand/runbook';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKnowledge } from './check-knowledge.ts';
import { loadGrammars } from './compose.ts';

let folder: string;
let check: (source: string) => CheckedRunbook;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-check-'));
  const path = join(folder, 'RUNBOOK.md');
  await writeFile(path, '');
  const [grammars, knowledge] = await Promise.all([loadGrammars(), loadKnowledge(path)]);
  check = (source) => checkRunbook(source, { grammars, knowledge });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const examples = KNOWN_RULES.flatMap(({ id, severity, example }) => (example ? [{ id, severity, ...example }] : []));

describe('the example of each rule', () => {
  it.each(examples)(
    '$id is reported where it should be, and not where it should not',
    ({ id, severity, bad, good }) => {
      const found = check(bad).diagnostics.filter(({ rule }) => rule === id);
      expect(found.length, 'findings in the bad example').toBeGreaterThan(0);
      const lines = bad.split('\n').length;
      for (const finding of found) {
        expect(finding.severity).toBe(severity);
        expect(finding.line).toBeGreaterThan(0);
        expect(finding.line).toBeLessThanOrEqual(lines);
        expect(finding.message).toMatch(/^\S[^\n]*[.?]$/);
      }
      expect(check(good).diagnostics.filter(({ rule }) => rule === id)).toEqual([]);
    },
  );
});

describe('the registry', () => {
  it('has permanent ids in kebab-case, each once and in order', () => {
    const ids = KNOWN_RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
    expect(RULES.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id).sort());
  });

  it('says in sentences what a rule is and why', () => {
    for (const { id, title, why } of KNOWN_RULES) {
      expect(title, id).toMatch(/^[A-Z`].{10,160}\.$/s);
      expect(why, id).toMatch(/^[A-Z`].{15,600}\.$/s);
    }
  });
});

const seeds = resolve(import.meta.dirname, '../../../../shared/seeds');

/** Mistakes that stand in real runbooks, by line. */
const MISTAKES: Record<string, string[]> = {
  'discordination.md': ['18 incident-without-escalation', '82 endless-command'],
  'oh-my-coins.md': ['134 interactive-command', '289 command-after-endless', '472 dead-link'],
  'pardon-simulator.md': ['58 missing-file', '366 interactive-command'],
  'realtime-chat.md': [
    '74 parameter-defined-in-another-block',
    '128 parameter-undefined-in-arithmetic',
    '222 secret-revealed',
    '230 secret-on-command-line',
    '333 incident-without-verification',
  ],
  'usage-metrics.md': ['241 change-without-verification', '314 dead-link'],
};

describe.skipIf(!existsSync(seeds))('real runbooks (skipped where ../shared is not there)', () => {
  it.each(Object.entries(MISTAKES))('%s has the mistakes that a reader found in it', async (name, mistakes) => {
    const { diagnostics } = check(await readFile(join(seeds, name), 'utf8'));
    expect(diagnostics.map(({ line, rule }) => `${line} ${rule}`)).toEqual(expect.arrayContaining(mistakes));
    expect(diagnostics.filter(({ rule }) => rule === 'internal-rule-failure')).toEqual([]);
  });
});
