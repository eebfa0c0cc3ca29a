import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadHandlers } from './compose.ts';
import { loadRunbook, parseDocument } from './documents.ts';

const RUNBOOK = `# Shop

## Nightly

\`\`\`bash
curl https://shop.example/cron/nightly
./scripts/deploy.sh prod
bash scripts/deploy.sh prod
curl -X DELETE https://shop.example/cron/nightly
\`\`\`
`;
const RULES = `effects:
  - { program: curl, url: 'https://shop.example/cron/nightly', effect: read, reason: only counts }
  - { program: ./scripts/deploy.sh, effect: change }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'effect-rules-'));
  await writeFile(join(folder, 'RUNBOOK.md'), RUNBOOK);
});
afterEach(() => rm(folder, { recursive: true }));

async function effects(): Promise<string[]> {
  const { runbook } = await loadRunbook(join(folder, 'RUNBOOK.md'));
  return runbook.procedures.flatMap(({ steps }) =>
    steps.flatMap(({ commands }) => commands.map(({ effect }) => effect)),
  );
}

test('the rules of steadyhand.yaml beside a runbook count when it is read', async () => {
  expect(await effects()).toEqual(['unknown', 'unknown', 'unknown', 'destroy']);
  await writeFile(join(folder, 'steadyhand.yaml'), `system: shop\n${RULES}`);
  expect(await effects()).toEqual(['read', 'change', 'change', 'destroy']);
});

test('a run keeps the rules that it was started with', async () => {
  await writeFile(join(folder, 'steadyhand.yaml'), `system: shop\n${RULES}`);
  const { runbook } = await parseDocument(join(folder, 'RUNBOOK.md'), Buffer.from(RUNBOOK), []);
  expect(runbook.procedures[0]?.steps[0]?.commands[0]?.effect).toBe('unknown');
});

test('the guard is given what the rule says, with its reason', async () => {
  const rule = {
    program: 'curl',
    url: 'https://shop.example/cron/nightly',
    effect: 'read',
    reason: 'only counts',
  } as const;
  const call = { program: 'curl', argv: [rule.url], stdin: null, unresolved: new Set<number>() };
  expect((await loadHandlers()).get('curl')?.grammar.analyse(call).effect).toBe('unknown');
  const analysis = (await loadHandlers([rule])).get('curl')?.grammar.analyse(call);
  expect(analysis).toMatchObject({ effect: 'read', reason: 'by steadyhand.yaml: only counts' });
});

test.each(['aws', 'psql', 'redis-cli', 'kubectl'])(
  'a rule that would make less of %s is an error when the runbook is read',
  async (program) => {
    await writeFile(
      join(folder, 'steadyhand.yaml'),
      `system: shop\neffects: [{ program: ${program}, effect: read }]\n`,
    );
    await expect(effects()).rejects.toMatchObject({ code: 'EFFECT_RULE_REFUSED' });
  },
);
