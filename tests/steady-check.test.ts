import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const steady = resolve(import.meta.dirname, '../packages/cli/bin/steady.js');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-check-'));
  await writeFile(join(folder, 'good.md'), '# Look\n\n```bash\naws ecs list-clusters\n```\n');
  await writeFile(join(folder, 'warned.md'), '# Look\n\nSee [the page](gone.md) and [this one](good.md).\n');
  await writeFile(join(folder, 'wrong.md'), '# Look\n\n```bash\naws ecs list-clustres\n```\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function check(...args: string[]): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [steady, 'check', ...args], { cwd: folder });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ended.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      ended.stderr += chunk.toString();
    });
    child.on('error', failed);
    child.on('close', (code) => done({ ...ended, code }));
  });
}

describe('steady check', { timeout: 60_000 }, () => {
  it('passes a runbook in which nothing is wrong', async () => {
    expect(await check('good.md')).toMatchObject({ code: 0, stdout: '1 runbook checked: nothing to report\n' });
  });

  it('fails on an error, and shows it with its place', async () => {
    const { code, stdout } = await check('wrong.md', 'good.md');
    expect(code).toBe(1);
    expect(stdout).toContain('wrong.md:4:9  error    aws-unknown-operation');
    expect(stdout).toContain('2 runbooks checked: 1 error, 0 warnings, 0 remarks');
  });

  it('fails on a warning only where that is asked for', async () => {
    expect((await check('warned.md')).code).toBe(0);
    const { code, stdout } = await check('warned.md', '--fail-on', 'warning', '--github');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::warning file=warned\.md,line=3,title=dead-link::[^\n]*gone\.md[^\n]*\n$/);
  });

  it('prints one JSON document over all runbooks', async () => {
    const { stdout } = await check('warned.md', 'wrong.md', '--json');
    const report = JSON.parse(stdout);
    expect(report.runbooks.map(({ path }: { path: string }) => path)).toEqual(['warned.md', 'wrong.md']);
    expect(report.runbooks[0].diagnostics[0]).toMatchObject({ line: 3, rule: 'dead-link', severity: 'warning' });
    expect(report.counts).toEqual({ error: 1, warning: 1, info: 0 });
  });

  it('prints one SARIF log', async () => {
    const { code, stdout } = await check('warned.md', 'wrong.md', '--sarif');
    expect(code).toBe(1);
    const { version, runs } = JSON.parse(stdout);
    expect(version).toBe('2.1.0');
    expect(runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      'dead-link',
      'aws-unknown-operation',
    ]);
  });

  it('ends with 2 where the runbook or the usage is wrong', async () => {
    expect(await check('none.md')).toMatchObject({ code: 2, stderr: expect.stringContaining('RUNBOOK_NOT_FOUND') });
    expect((await check('good.md', '--json', '--sarif')).code).toBe(2);
    expect((await check('good.md', '--fail-on', 'info')).code).toBe(2);
  });
});
