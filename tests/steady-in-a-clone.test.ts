import { execFile } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
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
  await write('packages/range/package.json', JSON.stringify(manifest('range')));
  await write('packages/cli/README.md', '# cli');
  await write('LICENSE', 'of the clone');
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

describe('dist as build.js makes it to be published', () => {
  it('runs without the sources and the packages that went into it', async () => {
    await run(process.execPath, [join(clone, 'packages/cli/bin/build.js')]);
    await rename(join(clone, 'packages/cli/dist'), join(clone, 'published'));
    await rm(join(clone, 'packages'), { recursive: true });
    await rm(join(clone, 'node_modules'), { recursive: true });
    expect(await start(join(clone, 'published/main.js'))).toBe('one lazy child required read ');
  });

  it('depends on what is not in it', async () => {
    const dependencies = { esbuild: '^1', picocolors: '^1' };
    await write('packages/range/package.json', JSON.stringify({ ...manifest('range'), dependencies }));
    await run(process.execPath, [join(clone, 'packages/cli/bin/build.js')]);
    const published = JSON.parse(await readFile(join(clone, 'packages/cli/dist/package.json'), 'utf8'));
    expect(published.bin).toEqual({ steady: 'main.js' });
    expect(published.dependencies).toEqual({ esbuild: '^1' });
  });
});

describe('the code that a start keeps', () => {
  it('is added to by five starts and taken by the next ones of the same command; nobody else may write it', async () => {
    const kepts: Kept[][] = [];
    for (let start = 1; start <= 6; start++) {
      await steady('show');
      kepts.push(await kept());
    }
    const [fourth, fifth, sixth] = kepts.slice(3);
    expect(fourth).not.toEqual(fifth);
    expect(fifth).toEqual(sixth);
    const [own, ...more] = sixth ?? [];
    expect(more).toEqual([]);
    expect(own?.name).toMatch(/-show$/);
    expect((own?.mode ?? 0) & 0o077).toBe(0);
    await steady('check');
    expect((await kept()).map(({ name }) => name.split('-').at(-1)).sort()).toEqual(['check', 'show']);
  });

  it('is not run when it is damaged, but made anew', async () => {
    await steady();
    const [whole] = await kept();
    const path = join(cache(), whole?.name ?? '');
    const content = await readFile(path);
    content.fill(0x5a, content.length >> 1, (content.length >> 1) + 64);
    await writeFile(path, content);
    expect(await steady()).toBe('one lazy child required read ');
    expect((await readFile(path)).equals(content)).toBe(false);
  });

  it('is not needed: without a folder to keep it in, the command runs all the same', async () => {
    await write('cache', 'a file');
    expect(await steady()).toBe('one lazy child required read ');
    expect(await steady()).toBe('one lazy child required read ');
  });

  it('goes when it is older than a week', async () => {
    await steady('show');
    const [old] = await kept();
    await utimes(join(cache(), old?.name ?? ''), 1, 1);
    await steady('check');
    expect((await kept()).map(({ name }) => name)).toEqual([expect.stringMatching(/-check$/)]);
  });
});

function cache(): string {
  return join(clone, 'cache/steadyhand/code');
}

interface Kept {
  name: string;
  mode: number;
  changed: number;
}

async function kept(): Promise<Kept[]> {
  const names = await readdir(cache());
  return Promise.all(
    names.map(async (name) => {
      const { mode, mtimeMs } = await stat(join(cache(), name));
      return { name, mode, changed: mtimeMs };
    }),
  );
}

function main(word: string): string {
  return `
    import { execFileSync } from 'node:child_process';
    import { fileURLToPath } from 'node:url';
    import colors from 'picocolors';
    import { child, read, required } from '@steadyhand/range';
    const own = execFileSync(process.execPath, [fileURLToPath(child)], { encoding: 'utf8' });
    import('./lazy.ts').then((lazy) => {
      process.stdout.write(['${word}', colors.reset(lazy.word), own, required, read, process.argv.slice(2)].join(' '));
    });
  `;
}

function manifest(name: string): object {
  return {
    name: `@steadyhand/${name}`,
    type: 'module',
    exports: { '.': { '@steadyhand/source': './src/index.ts', default: './dist/index.js' } },
  };
}

function steady(...args: string[]): Promise<string> {
  return start(join(clone, 'packages/cli/bin/steady.js'), ...args);
}

async function start(...argv: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', XDG_CACHE_HOME: join(clone, 'cache') };
  const { stdout } = await run(process.execPath, argv, { env });
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
