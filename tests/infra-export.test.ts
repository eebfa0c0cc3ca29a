/** `steady infra export` as a user meets it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const STEADY = join(ROOT, 'packages', 'cli', 'bin', 'steady.js');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infra-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function infraExport(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME: join(folder, 'cache') };
  return new Promise((resolve) => {
    execFile(process.execPath, [STEADY, 'infra', 'export', ...argv], { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

test('files go into a folder, and what was left out is named', async () => {
  const out = join(folder, 'new', 'folder');
  const { code, stdout, stderr } = await infraExport(
    ...['realtime-chat', '--format', 'cloudformation', '--stack', '1k-dau', '--out', out],
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect((await readdir(out)).sort()).toEqual(['template.json', 'template.us-west-2.json']);
  expect(stderr).toContain('not written: the work group "primary" of Athena');
  const { Resources } = JSON.parse(await readFile(join(out, 'template.json'), 'utf8'));
  expect(Resources.ClusterMain.Properties.ClusterName).toBe('realtime-chat-1k-dau');
});

test('standard output is the document and nothing else', async () => {
  const { code, stdout } = await infraExport('realtime-chat', '--format', 'terraform');
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout).resource.aws_ecs_service)).toEqual(['api', 'realtime', 'workers']);
});

test('a stack that is not there is named, with those that are', async () => {
  const { code, stderr } = await infraExport('realtime-chat', '--format', 'terraform', '--stack', 'none');
  expect(code).toBe(2);
  expect(stderr).toContain('there is no stack "none"; there are: dev, 1k-dau, 10k-dau');
});
