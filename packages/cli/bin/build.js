/**
 * Bundles the command from the sources of all packages. Plain JavaScript, because it runs before anything is built.
 *
 * In a clone every state of the sources has its own `dist/main-<fingerprint>.js`. It is the last file of a build to
 * appear, each file appears whole, and what a running process may still import stays for a day; so invocations at the
 * same time never see half a build. `node build.js` makes `dist/` as it is published, with `main.js`.
 *
 * All files lie side by side in `dist/`, which is as deep as `src/`. What a source says of its own place stays true:
 *
 * - A module that must be a file, because another process runs it, is written `new URL('./name.ts', import.meta.url)`,
 *   with a literal path. It becomes an entry point, and the expression is made to name that.
 * - Any other file or folder named so is found where it is, by its way from `dist/`; so is what `createRequire` loads.
 *   Published packages lie to each other as they do here.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const packages = resolve(self, '../../..');
const dist = resolve(self, '../../dist');

const DAY_MS = 24 * 60 * 60 * 1000;
const ONLY_FOR_TESTS = /\.test\.ts$|[\\/](test(ing)?-[^\\/]+|testing)(\.ts$|[\\/])/;
const OWN_REQUIRE = /createRequire\(\s*import\.meta\.url\s*\)/g;
const FILE_AT_RUN_TIME = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1,\s*import\.meta\.url,?\s*\)/g;

/** URL of the bundle's main module for the sources as they are now; makes it when there is none. */
export async function currentMain() {
  const sources = sourceFiles();
  const version = `-${fingerprint(sources)}`;
  const main = join(dist, `main${version}.js`);
  if (!existsSync(main)) {
    await bundle(sources, version);
    await removeOldFiles();
  }
  return pathToFileURL(main);
}

/** `version` ends the names of entry points; the other files are named after their content. */
async function bundle(sources, version) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(packages, 'cli/src/main.ts'), out: `main${version}` },
      ...filesAtRunTime(sources, version),
    ],
    outdir: dist,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@steadyhand/source'],
    sourcemap: true,
    chunkNames: '[name]-[hash]',
    plugins: [ownPackagesOnly, keepPlaces(version)],
    logLevel: 'error',
  }).catch(() => {
    // esbuild has already said what is wrong, and where.
    process.exit(1);
  });
  const isMain = ({ path }) => path === join(dist, `main${version}.js`);
  await mkdir(dist, { recursive: true });
  await Promise.all(outputFiles.filter((file) => !isMain(file)).map(writeWhole));
  await Promise.all(outputFiles.filter(isMain).map(writeWhole));
}

async function writeWhole({ path, contents }) {
  const unfinished = `${path}.${process.pid}.part`;
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
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

const keepPlaces = (version) => ({
  name: 'keep-places',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = (target) => {
        const file = resolve(dirname(path), target);
        const url = isModule(file) ? `./${entryName(file)}${version}.js` : wayFromDist(file, target.endsWith('/'));
        return `new URL('${url}', import.meta.url)`;
      };
      const contents = readFileSync(path, 'utf8')
        .replace(FILE_AT_RUN_TIME, (_, _quote, target) => place(target))
        .replace(OWN_REQUIRE, `createRequire(new URL('${wayFromDist(path)}', import.meta.url))`);
      return { loader: 'ts', contents };
    });
  },
});

function wayFromDist(file, isFolder = false) {
  return relative(dist, file).split(sep).join('/') + (isFolder ? '/' : '');
}

function isModule(file) {
  return ['.ts', '.js'].includes(extname(file));
}

/** Entry points for the modules that the sources name with `new URL(…, import.meta.url)`. */
function filesAtRunTime(sources, version) {
  const found = new Map();
  for (const source of sources) {
    for (const [text, , target] of readFileSync(source, 'utf8').matchAll(FILE_AT_RUN_TIME)) {
      const file = resolve(dirname(source), target);
      if (!isModule(file)) continue;
      if (!existsSync(file)) throw new Error(`${relative(packages, source)}: there is nothing at ${text}.`);
      found.set(`${entryName(file)}${version}`, file);
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
    .filter((file) => /\.[jt]s$/.test(file) && !ONLY_FOR_TESTS.test(file))
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

async function removeOldFiles() {
  for (const name of await readdir(dist)) {
    const file = join(dist, name);
    // Another invocation may be doing the same.
    const found = await stat(file).catch(() => null);
    if (found && Date.now() - found.mtimeMs > DAY_MS) await rm(file, { force: true });
  }
}

if (process.argv[1] && resolve(process.argv[1]) === self) {
  await rm(dist, { recursive: true, force: true });
  await bundle(sourceFiles(), '');
}
