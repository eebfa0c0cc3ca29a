import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGrammars } from './compose.ts';
import { loadRunbook, readRunbook } from './documents.ts';

const FENCE = '```';
const DOCUMENTS = {
  'without SQL': `# Restart\n\n${FENCE}bash\naws ecs list-clusters\n${FENCE}\n`,
  'with SQL that calls itself so': `# Count\n\n${FENCE}bash\npsql -c "SELECT count(*) FROM jobs"\n${FENCE}\n`,
  'with statements and no word of what they are': `# Empty\n\n${FENCE}\nDELETE FROM jobs;\n${FENCE}\n`,
};

let folder = '';
const file = (): string => join(folder, 'RUNBOOK.md');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(Object.entries(DOCUMENTS))('a document %s', (_, text) => {
  it('is read as with every parser loaded', async () => {
    await writeFile(file(), text);
    const whole = parseRunbook(text, { grammars: await loadGrammars() });
    expect(await readRunbook(file())).toEqual(whole);
    expect((await loadRunbook(file())).runbook).toEqual(whole);
  });
});

it('judges statements by what they do', async () => {
  await writeFile(file(), DOCUMENTS['with statements and no word of what they are']);
  const { procedures } = await readRunbook(file());
  const effects = procedures.flatMap(({ steps }) =>
    steps.flatMap(({ commands }) => commands.map(({ effect }) => effect)),
  );
  expect(effects).toEqual(['destroy']);
});

it('says that there is no such document', async () => {
  await expect(readRunbook(join(folder, 'GONE.md'))).rejects.toMatchObject({ code: 'RUNBOOK_NOT_FOUND' });
});
