/**
 * Bundles the command from the sources of all packages. Plain JavaScript, because it runs before anything is built.
 *
 * - In a clone every state of the sources has its own folder, `dist/clone-<fingerprint>/`. It appears with one rename,
 *   so nobody sees half a build, and a process that is running keeps the files that it may still import.
 * - `node build.js` makes `dist/` as it is published.
 *
 * A module that must be a file at run time, because a process of its own runs it, is written
 * `new URL('./name.ts', import.meta.url)` in the sources. That is true under tsx and vitest; here it becomes an entry
 * point of its own and the expression is made to point at it. The path must be a literal.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const packages = resolve(self, '../../..');
const dist = resolve(self, '../../dist');

const DAY_MS = 24 * 60 * 60 * 1000;
const FILE_AT_RUN_TIME = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1,\s*import\.meta\.url,?\s*\)/g;

/** URL of the folder that holds the bundle of the sources as they are now; makes it when there is none. */
export async function currentBuild() {
  const sources = sourceFiles();
  const folder = join(dist, `clone-${fingerprint(sources)}`);
  if (!existsSync(folder)) {
    await mkdir(dist, { recursive: true });
    await removeOldBuilds();
    await buildUnseen(folder, sources);
  }
  return pathToFileURL(folder + sep);
}

async function buildUnseen(folder, sources) {
  const unfinished = await mkdtemp(join(dist, 'unfinished-'));
  try {
    await bundle(unfinished, sources);
    await rename(unfinished, folder);
  } catch (error) {
    // Another invocation that built the same sources was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function bundle(outdir, sources) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [{ in: join(packages, 'cli/src/main.ts'), out: 'main' }, ...filesAtRunTime(sources)],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@steadyhand/source'],
    sourcemap: true,
    // All files side by side, so that `import.meta.url` has the same folder in each of them.
    chunkNames: '[name]-[hash]',
    plugins: [ownPackagesOnly, pointAtEntries],
    logLevel: 'error',
  });
}

/** Leaves every package but our own to Node, which finds it at run time. */
const ownPackagesOnly = {
  name: 'own-packages-only',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@steadyhand/') ? undefined : { path, external: true },
    );
  },
};

const pointAtEntries = {
  name: 'point-at-entries',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(
        FILE_AT_RUN_TIME,
        (_, _quote, target) => `new URL('./${entryName(resolve(dirname(path), target))}.js', import.meta.url)`,
      ),
    }));
  },
};

/** Entry points for the modules that the sources name with `new URL(…, import.meta.url)`. */
function filesAtRunTime(sources) {
  const found = new Map();
  for (const source of sources) {
    for (const [text, , target] of readFileSync(source, 'utf8').matchAll(FILE_AT_RUN_TIME)) {
      const file = resolve(dirname(source), target);
      if (!['.ts', '.js'].includes(extname(file)) || !existsSync(file)) {
        throw new Error(
          `${relative(packages, source)}: ${text} does not name a module, so the bundle cannot carry it.`,
        );
      }
      found.set(entryName(file), file);
    }
  }
  return [...found].map(([out, file]) => ({ in: file, out }));
}

/** `packages/range/src/tasks/preload.ts` → `range-tasks-preload`. */
function entryName(file) {
  return relative(packages, file)
    .replace(/\.[jt]s$/, '')
    .split(sep)
    .filter((part) => part !== 'src')
    .join('-');
}

function sourceFiles() {
  return readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.test.ts'))
    .sort();
}

/** Names one state of the sources; looks at names, sizes and times alone, because it is asked at every start. */
function fingerprint(sources) {
  const manifests = readdirSync(packages).map((name) => join(packages, name, 'package.json'));
  const hash = createHash('sha256');
  for (const file of [self, ...manifests.filter((manifest) => existsSync(manifest)), ...sources]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(packages, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function removeOldBuilds() {
  for (const name of await readdir(dist)) {
    if (!/^(clone|unfinished)-/.test(name)) continue;
    const folder = join(dist, name);
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (age > DAY_MS) await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && resolve(process.argv[1]) === self) {
  await rm(dist, { recursive: true, force: true });
  await bundle(dist, sourceFiles());
}
