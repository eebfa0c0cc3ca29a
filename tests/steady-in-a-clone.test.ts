import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '..');

const START = `
  import { readFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  export const child: URL = new URL('./child.ts', import.meta.url);
  export const required: string = createRequire(import.meta.url)('./data/word.json');
  export const read: string = readFileSync(new URL('./data/word.txt', import.meta.url), 'utf8');`;

let clone: string;

beforeEach(async () => {
  clone = await realpath(await mkdtemp(join(tmpdir(), 'steady-clone-')));
  await cp(join(repository, 'packages/cli/bin'), join(clone, 'packages/cli/bin'), { recursive: true });
  await write('packages/cli/package.json', '{ "type": "module" }');
  await write('packages/range/package.json', manifest('range'));
  await write('packages/range/src/index.ts', `export { child, read, required } from './tasks/start.ts';`);
  await write('packages/range/src/tasks/start.ts', START);
  await write('packages/range/src/tasks/child.ts', `process.stdout.write('child' satisfies string);`);
  await write('packages/range/src/tasks/data/word.json', '"required"');
  await write('packages/range/src/tasks/data/word.txt', 'read');
  await write('packages/cli/src/lazy.ts', `export const word: string = 'lazy';`);
  await write('packages/cli/src/main.ts', main('one'));
  await mkdir(join(clone, 'node_modules/@steadyhand'), { recursive: true });
  await symlink(join(clone, 'packages/range'), join(clone, 'node_modules/@steadyhand/range'));
  for (const name of ['esbuild', 'picocolors', '@esbuild']) {
    await symlink(join(repository, 'node_modules', name), join(clone, 'node_modules', name));
  }
});

afterEach(() => rm(clone, { recursive: true, force: true }));

describe('bin/steady.js in a clone', () => {
  it('runs from the sources of all packages, with lazy imports, data, and modules of other processes', async () => {
    expect(await steady('a', 'b')).toBe('one lazy child required read a,b');
  });

  it('builds once for one state of the sources', async () => {
    await steady();
    const first = await builds();
    await steady();
    expect(await builds()).toEqual(first);
    expect(first).toHaveLength(1);
  });

  it('runs the new sources after a change, even when the file is older than the build', async () => {
    await steady();
    await write('packages/cli/src/main.ts', main('two'));
    await utimes(join(clone, 'packages/cli/src/main.ts'), 1, 1);
    expect(await steady()).toMatch(/^two /);
  });

  it('does not build again when only a test changed', async () => {
    await write('packages/cli/src/main.test.ts', 'export {};');
    await steady();
    await write('packages/cli/src/main.test.ts', 'export const more = 1;');
    await steady();
    expect(await builds()).toHaveLength(1);
  });

  it('never shows half a build to invocations at the same time', async () => {
    const outputs = await Promise.all([1, 2, 3].map(() => steady()));
    expect(outputs).toEqual(Array(3).fill('one lazy child required read '));
    expect(await builds()).toHaveLength(1);
  });

  it('says which source names a file that is not there', async () => {
    await write('packages/cli/src/lazy.ts', `export const word = new URL('./gone.ts', import.meta.url);`);
    await expect(steady()).rejects.toThrow(/cli\/src\/lazy\.ts: there is nothing at new URL\('\.\/gone\.ts'/);
  });
});

describe('bin/steady.js in a published package', () => {
  it('runs dist as build.js made it, without the sources', async () => {
    await run(process.execPath, [join(clone, 'packages/cli/bin/build.js')]);
    await rm(join(clone, 'packages/cli/src'), { recursive: true });
    await rm(join(clone, 'node_modules/esbuild'));
    expect(await steady()).toBe('one lazy child required read ');
  });
});

function main(word: string): string {
  return `
    import { execFileSync } from 'node:child_process';
    import { fileURLToPath } from 'node:url';
    import colors from 'picocolors';
    import { child, read, required } from '@steadyhand/range';
    const lazy = await import('./lazy.ts');
    const own = execFileSync(process.execPath, [fileURLToPath(child)], { encoding: 'utf8' });
    process.stdout.write(['${word}', colors.reset(lazy.word), own, required, read, process.argv.slice(2)].join(' '));
  `;
}

function manifest(name: string): string {
  return JSON.stringify({
    name: `@steadyhand/${name}`,
    type: 'module',
    exports: { '.': { '@steadyhand/source': './src/index.ts', default: './dist/index.js' } },
  });
}

async function steady(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, NO_COLOR: '1' };
  const { stdout } = await run(process.execPath, [join(clone, 'packages/cli/bin/steady.js'), ...args], { env });
  return stdout;
}

async function builds(): Promise<string[]> {
  const names = await readdir(join(clone, 'packages/cli/dist'));
  expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  return names.filter((name) => /^main-.*\.js$/.test(name));
}

async function write(path: string, text: string): Promise<void> {
  const file = join(clone, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
