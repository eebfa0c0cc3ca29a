/**
 * Terraform's own word on what is written. The folder of its plugins is given, since nothing is fetched in a test:
 * `terraform providers mirror FOLDER` beside an export fills one.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Stack } from '@steadyhand/contracts';
import { loadStack } from '@steadyhand/range';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wholeStack } from '../testing/whole-stack.ts';
import { exportTerraform } from './export.ts';

const PLUGINS = process.env.STEADYHAND_TEST_TERRAFORM_PLUGINS;
const STACK = join(import.meta.dirname, '..', '..', '..', '..', '..', 'systems', 'realtime-chat', 'stack.ts');
const MINUTES = 60_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terraform-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.skipIf(!PLUGINS)(
  'every stack is valid (without STEADYHAND_TEST_TERRAFORM_PLUGINS, a folder of plugins, this is skipped)',
  async () => {
    const named = (name: string) => loadStack(STACK, { name, cacheFolder: folder });
    const stacks = [wholeStack(), await named('dev'), await named('1k-dau'), await named('10k-dau')];
    await writeStack(wholeStack());
    await terraform('init', '-backend=false', `-plugin-dir=${PLUGINS}`);
    for (const stack of stacks) {
      await writeStack(stack);
      const { valid, diagnostics } = JSON.parse(await terraform('validate', '-json'));
      expect({ name: stack.name, valid, diagnostics }).toEqual({ name: stack.name, valid: true, diagnostics: [] });
    }
  },
  5 * MINUTES,
);

async function writeStack(stack: Stack): Promise<void> {
  for (const [file, text] of Object.entries(exportTerraform(stack))) await writeFile(join(folder, file), text);
}

/** Its output, also where it found errors: `validate` tells them in JSON. */
async function terraform(...argv: string[]): Promise<string> {
  const config = join(folder, 'none.tfrc');
  await writeFile(config, '');
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, TF_CLI_CONFIG_FILE: config, CHECKPOINT_DISABLE: '1' };
  try {
    return (await promisify(execFile)('terraform', argv, { cwd: folder, env })).stdout;
  } catch (error) {
    if (argv[0] === 'validate' && error instanceof Error && 'stdout' in error) return String(error.stdout);
    throw error;
  }
}
