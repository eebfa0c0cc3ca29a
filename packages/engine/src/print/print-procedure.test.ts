import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { analyseShell } from '@steadyhand/bash';
import { type Effect, type JudgeShell, type Runbook, type Step, worstEffect } from '@steadyhand/contracts';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import { describe, expect, test } from 'vitest';
import { awsGrammar, GRAMMARS } from '../report/testing-writer.ts';
import { type PrintInput, printProcedure } from './print-procedure.ts';

const FIXTURES = new URL('../../fixtures/print/', import.meta.url).pathname;
const ROOT = new URL('../../../../', import.meta.url).pathname;
const hasBash = spawnSync('bash', ['--version']).status === 0;

const judge: JudgeShell = (script) => {
  const effects = analyseShell(script).commands.map(
    (command): Effect => (command.program === 'aws' ? awsGrammar.analyse(command).effect : 'unknown'),
  );
  return { effect: worstEffect(effects), reason: 'by the verb' };
};

const tea = parseRunbook(readFileSync(`${FIXTURES}tea.md`, 'utf8'), { grammars: GRAMMARS });

function print(runbook: Runbook, id: string, input: Partial<PrintInput> = {}): string {
  return printProcedure({
    runbook,
    procedure: findProcedure(runbook, id),
    source: { path: 'RUNBOOK.md', revision: '5f'.repeat(32) },
    values: new Map(),
    commandBindings: new Map(),
    judge,
    environment: { name: 'production', account: '111122223333', region: 'eu-west-1' },
    ...input,
  });
}

const SECRET = 'hunter2-hunter2';
const values = new Map([
  ['kettle-id', "k'1 $HOME"],
  ['TEA_TOKEN', SECRET],
  ['TEAPOT', `https://ada:${SECRET}@teapot`],
]);
const commandBindings = new Map([['CUPS', 'aws cups get-count --house "$HOUSE" --output text']]);

/** Runs a script with a stand-in for `aws`, which writes down the arguments that it was given. */
function runScript(
  script: string,
  env: Record<string, string>,
): { status: number | null; calls: string[][]; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'steady-print-'));
  try {
    const standIn =
      '#!/bin/sh\nfor word in "$0" "$@"; do printf "%s\\036" "$word" >> calls; done; printf "\\035" >> calls; echo 3\n';
    writeFileSync(join(folder, 'aws'), standIn);
    chmodSync(join(folder, 'aws'), 0o755);
    writeFileSync(join(folder, 'script.sh'), script);
    const path = [folder, '/usr/bin', '/bin'].join(delimiter);
    const ran = spawnSync('bash', ['script.sh'], { cwd: folder, env: { PATH: path, ...env }, encoding: 'utf8' });
    const record = existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '';
    const calls = record
      .split('\x1d')
      .filter(Boolean)
      .map((call) => call.split('\x1e').slice(0, -1));
    for (const call of calls) call[0] = call[0]?.replace(/^.*\//, '') ?? '';
    return { status: ran.status, calls, stderr: ran.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('golden script; it was read line by line', async () => {
  await expect(print(tea, 'brew', { values, commandBindings })).toMatchFileSnapshot(`${FIXTURES}brew.sh`);
});

test('the steps that are left, from one of them on', async () => {
  const procedure = findProcedure(tea, 'brew');
  const script = print(tea, 'brew', { values, from: procedure.steps.find(({ text }) => /^Tell/.test(text))?.id ?? '' });
  expect(script).toContain('the steps that are left');
  expect(script).not.toContain('kettle-id');
  expect(script).toMatch(/# \d+\. Tell the guests/);
  expect(() => print(tea, 'brew', { from: 'brew:fly' })).toThrow(/has no step "brew:fly"/);
});

test('a secret is in no script, nor is a value that holds one', () => {
  const script = print(tea, 'brew', { values, commandBindings });
  expect(script).not.toContain(SECRET);
  expect(script).toContain(': "${TEA_TOKEN:?a secret, needed in line');
  expect(script).toContain(': "${TEAPOT:?a secret, needed in line');
  const fromRecord = print(tea, 'brew', { values: new Map([['TEAPOT', '[secret]']]) });
  expect(fromRecord).not.toContain("TEAPOT='[secret]'");
  const asBlank = parseRunbook('# T\n\n## Do\n\n```bash\naws a get-it --password <db-pass>\n```\n', {
    grammars: GRAMMARS,
  });
  const filled = print(asBlank, 'do', { values: new Map([['db-pass', SECRET]]) });
  expect(filled).not.toContain(SECRET);
  expect(filled).toContain(`--password "\${BLANK_db_pass}"`);
});

test('nothing that comes from a document or a description ends a comment', () => {
  const text = '# T\n\n## Do\n\n1. Look\n\n   ```bash\n   aws a get-it\n   ```\n';
  const runbook = parseRunbook(text, { grammars: GRAMMARS });
  const [procedure] = runbook.procedures;
  const step = procedure?.steps[0];
  if (!procedure || !step) throw new RangeError('there is no step');
  const evil = {
    ...procedure,
    title: 'a\nrm -rf /',
    steps: [{ ...step, text: 'b\r\nrm -rf /', condition: 'c\rrm -rf /' }],
  };
  const script = print(runbook, 'do', {
    procedure: evil,
    environment: { name: 'p\nrm -rf /', account: null, region: null },
  });
  const commands = script.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(commands).toEqual(['set -u']);
});

function unconditional(runbook: Runbook): Runbook {
  const steps = (all: readonly Step[]): Step[] => all.map((step) => ({ ...step, condition: null }));
  return { ...runbook, procedures: runbook.procedures.map((one) => ({ ...one, steps: steps(one.steps) })) };
}

describe.skipIf(!hasBash)(hasBash ? 'with a real bash' : 'there is no bash on this machine', () => {
  const environment = { HOUSE: 'of tea', TEA_TOKEN: 'from-outside', TEAPOT: 'pot' };

  test('commands get what the blanks stand for, in whatever quotes, and a here-document stays whole', () => {
    const { calls, stderr, status } = runScript(
      print(unconditional(tea), 'brew', { values, commandBindings }),
      environment,
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const id = "k'1 $HOME";
    const body = `{ "id": "${id}", "cups": 3 }\n\n\n# not a comment`;
    expect(calls).toEqual([
      ['aws', 'tags', 'get-label', '--stack', 'tea house'],
      ['aws', 'cups', 'get-count', '--house', 'of tea', '--output', 'text'],
      ['aws', 'kettle', 'get-state', '--id', id, '--label', '3', '--note', `of ${id}`],
      ['aws', 'kettle', 'get-state', '--id', `${id}/pot`, '--cups', '4'],
      ['aws', 'kettle', 'update-heat', '--id', id, '--token', environment.TEA_TOKEN, '--body', body],
      ['aws', 'teapot', 'delete-tea', '--pot', 'one'],
      ['aws', 'teapot', 'delete-tea', '--pot', 'two'],
      ['aws', 'teapot', 'get-secret-value', '--pot', 'your-teapot'],
      ['aws', 'ecs', 'execute-command', '--cluster', 'tea', 'house', '--interactive', '--command', '/bin/sh'],
      ['aws', 'shop', 'get-offer', '--what', 'kettle'],
    ]);
  });

  test('a blank that nobody knows stops the script before its first command', () => {
    const { calls, stderr, status } = runScript(print(tea, 'brew'), { ...environment, CUPS: '3' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/BLANK_kettle_id: a value is missing, needed in line/);
    expect(calls.filter(([, service]) => service === 'kettle')).toEqual([]);
  });

  test('a blank that nobody knows, and that stands in quotes, comes from the environment', () => {
    const text = `# T\n\n## Do\n\n\`\`\`bash\naws a get-it <my-id> "x <my-id>" 'y <my-id>' z-<my-id>\n\`\`\`\n`;
    const runbook = parseRunbook(text, { grammars: GRAMMARS });
    const { calls } = runScript(print(runbook, 'do'), { BLANK_my_id: 'a "b' });
    expect(calls).toEqual([['aws', 'a', 'get-it', 'a "b', 'x a "b', 'y a "b', 'z-a "b']]);
  });

  function syntaxError(script: string): string {
    return spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr;
  }

  test('accepts every procedure of systems/realtime-chat', () => {
    const text = readFileSync(join(ROOT, 'systems/realtime-chat/RUNBOOK.md'), 'utf8');
    const runbook = parseRunbook(text, { grammars: GRAMMARS });
    expect(runbook.procedures.length).toBeGreaterThan(15);
    for (const { id } of runbook.procedures) expect(syntaxError(print(runbook, id)), id).toBe('');
  });

  const seedFolder = join(ROOT, '../shared/seeds');
  const seeds = existsSync(seedFolder) ? readdirSync(seedFolder).filter((name) => name.endsWith('.md')) : [];

  test.skipIf(seeds.length === 0)('accepts the procedures of five real runbooks (the seeds stand beside)', () => {
    for (const name of seeds) {
      const runbook = parseRunbook(readFileSync(join(seedFolder, name), 'utf8'), { grammars: GRAMMARS });
      for (const { id, steps } of runbook.procedures) {
        const error = syntaxError(print(runbook, id));
        const blocks = steps.flatMap((step) => step.blocks.filter((block) => block.language === 'shell'));
        if (error !== '' && blocks.every(({ text }) => syntaxError(text) === ''))
          expect.fail(`${name}#${id}: ${error}`);
      }
    }
  });
});
