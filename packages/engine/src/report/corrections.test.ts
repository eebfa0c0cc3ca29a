import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import { describe, expect, test } from 'vitest';
import { type Corrections, corrections } from './corrections.ts';
import { operationStory, parkedStory } from './testing-stories.ts';
import { GRAMMARS, RUNBOOK_TEXT, SCALE, Writer } from './testing-writer.ts';

/** The document after the patch, by git and by patch, which have to agree. */
function applied(text: string, patch: string, path = 'docs/RUNBOOK.md'): string {
  const byGit = inFolder(text, path, (folder) => {
    execFileSync('git', ['apply', '--check', '-'], { cwd: folder, input: patch });
    execFileSync('git', ['apply', '-'], { cwd: folder, input: patch });
  });
  const byPatch = inFolder(text, path, (folder) => execFileSync('patch', ['-p1'], { cwd: folder, input: patch }));
  expect(byPatch).toBe(byGit);
  return byGit;
}

function inFolder(text: string, path: string, work: (folder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'steady-corrections-'));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    work(folder);
    return readFileSync(join(folder, path), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const changedLines = (patch: string): string[] =>
  patch.split('\n').filter((line) => /^[-+]/.test(line) && !/^(?:---|\+\+\+) [ab]\//.test(line));

/** What a run would do with the document: a note must not change it. */
function meaning(text: string): unknown {
  const { procedures } = parseRunbook(text, { grammars: GRAMMARS });
  return procedures.map(({ id, kind, steps }) => ({
    id,
    kind,
    steps: steps.map(({ id: step, text: title, phase, condition, blocks, commands }) => ({
      step,
      title,
      phase,
      condition,
      blocks: blocks.map((block) => block.text),
      commands: commands.map((command) => command.text),
    })),
  }));
}

interface Edit {
  procedure: string;
  step: number;
  from: readonly string[];
  to: readonly string[];
  values?: Record<string, string>;
  exitCode?: number;
}

function editOf(text: string, { procedure, step, from, to, values = {}, exitCode = 0 }: Edit): Corrections {
  const run = new Writer(procedure, text);
  run.start();
  run.bind(values);
  const stepId = run.begin(step);
  const key = { lane: 'main', seq: 0, stepId };
  const quoted = ['aws', ...from].map((word) => (/^[\w./:=,-]+$/.test(word) ? word : `'${word}'`)).join(' ');
  run.add('command-edited', { ...key, digest: 'd', from: quoted, argv: [...to], by: 'grace', reason: 'better' });
  run.command({ stepId, line: run.lineOf(step), argv: to, outcome: { exitCode } });
  run.end(stepId);
  return corrections({ ...run.story(), text, path: 'docs/RUNBOOK.md' });
}

const SCALING = { procedure: 'sqs-queue-backlog', step: 1, from: SCALE };
const VALUES = { CLUSTER: 'tea', WORKERS_SERVICE: 'workers' };

describe('an edited command', () => {
  test('is replaced where it stands; what did not change keeps its blanks', () => {
    const { patch, notes } = corrections({ ...parkedStory(), text: RUNBOOK_TEXT, path: 'docs/RUNBOOK.md' });
    expect(changedLines(patch)).toEqual(['-     --desired-count $((CURRENT_COUNT + 2))', '+     --desired-count 4']);
    expect(applied(RUNBOOK_TEXT, patch)).toBe(RUNBOOK_TEXT.replace('$((CURRENT_COUNT + 2))', '4'));
    expect(notes).toEqual([
      {
        line: 35,
        stepId: 'common-incidents/sqs-queue-backlog:scale-workers-by-two-tasks',
        kind: 'edited',
        text: `grace ran aws ${[...SCALE.slice(0, -1), '4'].join(' ')} in place of aws ${SCALE.join(' ')}: the database takes four workers`,
      },
    ]);
  });

  test('may have more words, fewer words, and the value of another blank', () => {
    const more = editOf(RUNBOOK_TEXT, {
      ...SCALING,
      to: [...SCALE, '--force-new-deployment', '--tags', 'a b'],
      values: VALUES,
    });
    expect(changedLines(more.patch)).toEqual([
      '-     --desired-count $((CURRENT_COUNT + 2))',
      '+     --desired-count $((CURRENT_COUNT + 2)) \\',
      '+     --force-new-deployment \\',
      "+     --tags 'a b'",
    ]);
    const fewer = editOf(RUNBOOK_TEXT, { ...SCALING, to: SCALE.filter((_, i) => i !== 2 && i !== 3), values: VALUES });
    expect(changedLines(fewer.patch)).toEqual(['-     --cluster $CLUSTER \\']);
    const other = [...SCALE.slice(0, 5), 'other', ...SCALE.slice(6)];
    const blank = editOf(RUNBOOK_TEXT, { ...SCALING, to: other, values: { ...VALUES, API_SERVICE: 'other' } });
    expect(changedLines(blank.patch)).toEqual([
      '-     --service $WORKERS_SERVICE \\',
      '+     --service $API_SERVICE \\',
    ]);
    for (const { patch } of [more, fewer, blank]) applied(RUNBOOK_TEXT, patch);
  });

  test('keeps carriage returns and the indentation of its list', () => {
    const text = RUNBOOK_TEXT.replaceAll('\n', '\r\n');
    const { patch } = editOf(text, { ...SCALING, to: [...SCALE, '--force-new-deployment'], values: VALUES });
    const after = '$((CURRENT_COUNT + 2)) \\\r\n     --force-new-deployment\r\n';
    expect(applied(text, patch)).toBe(text.replace('$((CURRENT_COUNT + 2))\r\n', after));
  });

  test('is found in pipes, loops, quotes and blanks', () => {
    const text =
      '# T\n\n## Restart\n\n```bash\nfor q in a b; do\n  X=$(aws sqs purge-it --url "$q/<task-id>" 2>&1 | jq .) || true # why\ndone\n```\n';
    const from = ['sqs', 'purge-it', '--url', 'a/t-1'];
    const edit = { procedure: 'restart', step: 0, from, to: [...from, '--now'], values: { 'task-id': 't-1' } };
    const { patch } = editOf(text, edit);
    expect(applied(text, patch)).toBe(text.replace('<task-id>"', '<task-id>" --now'));
  });

  test('becomes a note where it does not stand there once, or did not go well', () => {
    const twice = '# T\n\n## Restart\n\n```bash\naws ecs stop-it --all; aws ecs stop-it --all\n```\n';
    const from = ['ecs', 'stop-it', '--all'];
    const note = '> **Run of 2026-01-05:** grace ran "aws ecs stop-it" in place of "aws ecs stop-it --all": better.';
    const ambiguous = editOf(twice, { procedure: 'restart', step: 0, from, to: ['ecs', 'stop-it'] });
    expect(changedLines(ambiguous.patch)).toEqual(['+', `+${note}`]);
    const once = twice.replace('; aws ecs stop-it --all', '');
    const failed = editOf(once, { procedure: 'restart', step: 0, from, to: ['ecs', 'stop-it'], exitCode: 1 });
    expect(changedLines(failed.patch)).toEqual([
      '+',
      `+${note.replace(': better', ', which did not go well: better')}`,
    ]);
    expect(meaning(applied(once, failed.patch))).toEqual(meaning(once));
  });
});

test('a run that went as the runbook says corrects nothing', () => {
  const run = new Writer('manual-scaling');
  run.start();
  run.end(run.begin(0));
  expect(corrections({ ...run.story(), text: RUNBOOK_TEXT, path: 'RUNBOOK.md' })).toEqual({ patch: '', notes: [] });
});

test('steps that failed or were left out, and blanks that a person filled, get a note below them', () => {
  const { patch, notes } = corrections({ ...operationStory(), text: RUNBOOK_TEXT, path: 'docs/RUNBOOK.md' });
  expect(notes.map(({ kind, line }) => `${kind} ${line}`)).toEqual(['skipped 74', 'answered 77']);
  expect(changedLines(patch)).toEqual([
    '+',
    '+   > **Run of 2026-01-05:** This step was left out by ada: the cache is warm.',
    '+   >',
    '+   > **Run of 2026-01-05:** The value of `<cache-id>` came from ada. Say here where it is found.',
  ]);
  expect(meaning(applied(RUNBOOK_TEXT, patch))).toEqual(meaning(RUNBOOK_TEXT));
});

test('a condition that did not hold is what the runbook says itself', () => {
  const run = new Writer('sqs-queue-backlog');
  run.start();
  const stepId = run.begin(2);
  run.add('answered', { stepId, question: 'If DLQ has messages', value: 'skip', by: 'ada' });
  run.end(stepId, 'skipped', 'skipped: If DLQ has messages');
  expect(corrections({ ...run.story(), text: RUNBOOK_TEXT, path: 'RUNBOOK.md' }).notes).toEqual([]);
});

test('what a failed command said is in the note, as text', () => {
  const run = new Writer('sqs-queue-backlog');
  run.start();
  const stepId = run.begin(0);
  const stderr = 'An error occurred (QueueDoesNotExist): <b>no</b> `queue` <!-- x -->\n';
  run.command({ stepId, line: run.lineOf(0), argv: ['sqs', 'get-it'], outcome: { exitCode: 254, stderr } });
  run.end(stepId, 'failed', 'line 25: exit 254');
  const { patch } = corrections({ ...run.story(), text: RUNBOOK_TEXT, path: 'docs/RUNBOOK.md' });
  expect(changedLines(patch)).toContain(
    '+> **Run of 2026-01-05:** This step failed with exit 254: aws sqs get-it said "An error occurred (QueueDoesNotExist): \\<b>no\\</b> \\`queue\\` \\<!-- x -->".',
  );
  expect(meaning(applied(RUNBOOK_TEXT, patch))).toEqual(meaning(RUNBOOK_TEXT));
});

test('a path with spaces, and one that is absolute', () => {
  const input = { ...operationStory(), text: RUNBOOK_TEXT };
  const { patch } = corrections({ ...input, path: '/run books/on call.md' });
  applied(RUNBOOK_TEXT, patch, 'run books/on call.md');
  applied(RUNBOOK_TEXT, corrections({ ...input, path: 'équipe/RUNBOOK.md' }).patch, 'équipe/RUNBOOK.md');
  expect(corrections({ ...input, path: './RUNBOOK.md' }).patch).toMatch(/^--- a\/RUNBOOK\.md\n\+\+\+ b\/RUNBOOK\.md\n/);
});

/** Every step of a document failed, whatever it is: only where the notes go matters. */
function allFailed(text: string): Corrections & { steps: number } {
  const runbook = parseRunbook(text, { grammars: GRAMMARS });
  const [first] = runbook.procedures;
  if (first === undefined) throw new RangeError('there is no procedure');
  const run = new Writer(first.id, text);
  const steps = runbook.procedures.flatMap((procedure) => procedure.steps);
  run.start();
  for (const { id } of steps) run.end(id, 'failed');
  const procedure = { ...first, steps };
  return {
    ...corrections({ events: run.events, text, path: 'docs/RUNBOOK.md', runbook, procedure }),
    steps: steps.length,
  };
}

const DOCUMENTS: Record<string, string> = {
  'several steps in one fence':
    '# T\n\n## Restart\n\n```bash\n# One\naws a get-it\n\n# Two\naws b get-it\n```\nText.\n',
  'a tight list': '# T\n\n## Restart\n\n1. Stop it\n2. Start it\n3. Look\nat it\n',
  'a file without a final newline': '# T\n\n## Restart\n\n1. Stop it\n\n   ```bash\n   aws a stop-it\n   ```',
  'a paragraph that follows at once':
    '# T\n\n## Restart\n\n- Stop it:\n  ```bash\n  aws a stop-it\n  ```\nThen wait.\n',
  'a list in a list':
    '# T\n\n## Restart\n\n1. Stop\n   - `a`\n   - `b`\n2. Start\n\n    ```bash\n    aws a start-it\n    ```\n',
  'a quote': '# T\n\n## Restart\n\n> 1. Stop it\n>\n>    ```bash\n>    aws a stop-it\n>    ```\n',
  'a table':
    '# T\n\n## Restart\n\n| Step | Command |\n| --- | --- |\n| 1 | `aws a stop-it` |\n| 2 | `aws a start-it` |\n\nText.\n',
  'a byte order mark and carriage returns': '\ufeff# T\r\n\r\n## Restart\r\n\r\n1. Stop it\r\n2. Start it\r\n',
  'a fence that is never closed': '# T\n\n## Restart\n\n```bash\naws a stop-it\n',
};

test.each(Object.keys(DOCUMENTS))('notes leave everything else as it is: %s', (name) => {
  const text = DOCUMENTS[name] ?? '';
  const { patch, notes, steps } = allFailed(text);
  expect(notes).toHaveLength(steps);
  if (name === 'a fence that is never closed') {
    expect(patch).toBe('');
    return;
  }
  const after = applied(text, patch);
  expect(changedLines(patch).filter((line) => line.startsWith('-')).length).toBeLessThan(2);
  expect(after).not.toContain('<!--');
  expect(after.includes('\r')).toBe(text.includes('\r'));
  expect(/(?<!\r)\n/.test(after)).toBe(/(?<!\r)\n/.test(text));
  expect(meaning(after)).toEqual(meaning(text));
});

const SEEDS = new URL('../../../../../shared/seeds/', import.meta.url).pathname;
const seeds = existsSync(SEEDS) ? readdirSync(SEEDS).filter((name) => name.endsWith('.md')) : [];

test.skipIf(seeds.length === 0)('every step of five real runbooks can have a note (the seeds stand beside)', () => {
  for (const name of seeds) {
    const text = readFileSync(join(SEEDS, name), 'utf8');
    const { patch } = allFailed(text);
    const after = applied(text, patch);
    expect(changedLines(patch).filter((line) => line.startsWith('-'))).toEqual([]);
    expect(meaning(after)).toEqual(meaning(text));
  }
});
