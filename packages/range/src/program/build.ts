import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import type { BuildOptions } from 'esbuild';
import { z } from 'zod';

/** Packages that are written for CommonJS find what they expect there. */
const COMMONJS = `import { createRequire as $require } from 'node:module';
import { dirname as $dirname } from 'node:path';
import { fileURLToPath as $path } from 'node:url';
const require = $require(import.meta.url), __filename = $path(import.meta.url), __dirname = $dirname(__filename);`;

const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: ['@steadyhand/source'],
  banner: { js: COMMONJS },
  external: ['pg-native'],
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** One earlier build: it is valid as long as every file that went into it has the same content. */
const RecordSchema = z.object({ output: z.string(), inputs: z.record(z.string(), z.string()) });

/** Bundles the program that starts at a TypeScript file into one `.mjs` file and gives that file's path. */
export type BuildProgram = (entry: string) => Promise<string>;

/**
 * Builds into the cache. A program none of whose files has changed is not built again.
 * A program that does not compile rejects with RANGE_START_FAILED and the compiler's words.
 */
export function programBuilder(cacheFolder: string): BuildProgram {
  const folder = join(cacheFolder, 'programs');
  const underWay = new Map<string, Promise<string>>();
  const current = async (entry: string) => {
    const record = join(folder, `${sha256(JSON.stringify([entry, OPTIONS]))}.json`);
    return (await stillValid(record)) ?? (await build(entry, folder, record));
  };
  return (entry) => {
    const building = underWay.get(entry) ?? current(entry).finally(() => underWay.delete(entry));
    underWay.set(entry, building);
    return building;
  };
}

async function stillValid(record: string): Promise<string | null> {
  try {
    const { output, inputs } = RecordSchema.parse(JSON.parse(await readFile(record, 'utf8')));
    const hashes = await Promise.all(
      Object.entries(inputs).map(async ([file, hash]) => hash === sha256(await readFile(file))),
    );
    await readFile(output);
    return hashes.every(Boolean) ? output : null;
  } catch {
    return null;
  }
}

async function build(entry: string, folder: string, record: string): Promise<string> {
  const { code, files } = await bundle(entry);
  const output = join(folder, `${sha256(code)}.mjs`);
  const inputs = Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, sha256(await readFile(file))] as const)),
  );
  await mkdir(folder, { recursive: true });
  await writeWhole(output, code);
  await writeWhole(record, JSON.stringify({ output, inputs }));
  return output;
}

async function bundle(entry: string): Promise<{ code: Uint8Array; files: string[] }> {
  const absWorkingDir = dirname(entry);
  try {
    const esbuild = await import('esbuild');
    const result = await esbuild.build({
      ...OPTIONS,
      conditions: [...OPTIONS.conditions],
      external: [...OPTIONS.external],
      entryPoints: [entry],
      absWorkingDir,
    });
    const code = result.outputFiles[0]?.contents ?? new Uint8Array();
    return {
      code,
      files: Object.keys(result.metafile.inputs)
        // Modules that a package switches off for Node are listed although they are no files.
        .filter((file) => !file.startsWith('(disabled)'))
        .map((file) => resolve(absWorkingDir, file)),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SteadyError('RANGE_START_FAILED', { part: `program ${entry}`, reason }, { cause });
  }
}

/** Readers see the whole file or none, also when two ranges build the same program at once. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
