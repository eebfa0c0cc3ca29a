import { parseRunbook } from '@steadyhand/runbook';
import { expect, test } from 'vitest';
import { loadGrammars } from '../compose.ts';
import { examine } from './finding.ts';
import { nodeVersion, programsOf, redisFor } from './machine.ts';

test.each([
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
  ['20.18.9', 'stops'],
  ['18.20.0', 'stops'],
])('Node %s: %s', (version, state) => {
  expect(nodeVersion(version).state).toBe(state);
});

test('names the programs of the runbook that are started here and are not installed', async () => {
  const text =
    '# R\n\n## Deploy\n\n```bash\nkubectl get pods\naws sts get-caller-identity\nkubectl rollout restart deploy/x\n```\n';
  const runbook = parseRunbook(text, { grammars: await loadGrammars() });
  expect(await programsOf(runbook, '/nowhere')).toMatchObject({
    state: 'doubtful',
    detail: 'not installed here: kubectl',
  });
});

test('a Redis is missed only where none can be had', () => {
  expect(redisFor('/nowhere')).toMatchObject({ state: 'doubtful', remedy: expect.stringMatching(/redis/i) });
});

test('what fails is a finding with its words', async () => {
  const failing = () => Promise.reject(new Error('the disk is gone'));
  expect(await examine('Record', failing)).toEqual([
    { what: 'Record', state: 'stops', detail: 'the disk is gone', remedy: '' },
  ]);
});
