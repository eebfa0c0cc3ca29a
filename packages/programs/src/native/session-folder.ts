/**
 * Real files for a program that sees no session (rules F1 to F5).
 *
 * F1 In the caller's folder the program works there, on the disk; elsewhere in a private folder, which has the files of
 *    the session that its words name, and is gone afterwards.
 * F2 A word that names a path below `/tmp` or the session's home leads into the private folder; what the program leaves
 *    there is the session's.
 * F3 A word that names what the session wrote in the caller's folder gets a copy of it; where that is no single file, the
 *    call is refused: the disk has something else.
 * F4 What a program reads of the caller's folder without being told (`main.tf`) must be the disk's, or the call is refused.
 * F5 Every other word is as it was written, and every other path the machine's own.
 */
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import { type CommandContext, SteadyError } from '@steadyhand/contracts';
import { MOST_BYTES } from './run-program.ts';

export interface Placed {
  argv: string[];
  cwd: string;
  /** The private folder: what a message says of a path below it is a path of the session. */
  folder: string;
}

export interface Placing {
  program: string;
  argv: readonly string[];
  /** Words from here on are another command's. */
  end: number;
  context: CommandContext;
}

/** Runs `work` among real files. Throws `PROGRAM_REFUSED`, or `OUTPUT_TOO_LARGE` where the session cannot take what it wrote. */
export async function amongFiles<T>(placing: Placing, work: (placed: Placed) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'steadyhand-run-')));
  try {
    const files = new PrivateFolder(folder, placing);
    const cwd = await files.workingFolder();
    const argv: string[] = [];
    for (const [at, word] of placing.argv.entries()) argv.push(at < placing.end ? await files.word(word) : word);
    const result = await work({ argv, cwd, folder });
    await files.giveBack();
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What may stand before a path in one word: `--values=x`, `key=@x`, `@x`. */
const WORD = /^((?:-{0,2}[\w.-]+=)?@?(?:fileb?:\/\/)?)(.+)$/s;

class PrivateFolder {
  readonly #folder: string;
  readonly #placing: Placing;
  /** What the session has, by path there. */
  readonly #given = new Map<string, Uint8Array>();

  constructor(folder: string, placing: Placing) {
    this.#folder = folder;
    this.#placing = placing;
  }

  async workingFolder(): Promise<string> {
    const { cwd, disk } = this.#placing.context;
    if (disk === undefined || !isBelow(cwd, disk.mount)) {
      await mkdir(this.#at(cwd), { recursive: true });
      return this.#at(cwd);
    }
    const real = join(disk.root, relative(disk.mount, cwd));
    const found = await stat(real).catch(() => null);
    if (!found?.isDirectory()) throw this.#refuse(`its working folder ${cwd} is not on the disk`);
    const unseen = disk.wroteAt(cwd).find((path) => readsUnasked(this.#placing.program, path));
    if (unseen !== undefined)
      throw this.#refuse(`it would read ${unseen}, which this session wrote, and the disk has not`);
    return real;
  }

  async word(word: string): Promise<string> {
    const { cwd, disk, env } = this.#placing.context;
    const [, before = '', path = ''] = WORD.exec(word) ?? [];
    if (path === '' || path.includes('\0') || (path.startsWith('-') && before === '')) return word;
    const absolute = posix.resolve(cwd, path);
    if (disk && isBelow(absolute, disk.mount)) {
      if (disk.wroteAt(absolute).length > 0) return before + (await this.#copyOf(absolute));
      return path.startsWith('/') ? before + join(disk.root, relative(disk.mount, absolute)) : word;
    }
    const home = env.HOME ?? '/home/steady';
    const isOwn = isBelow(absolute, '/tmp') || isBelow(absolute, home);
    if (path.startsWith('/') && !isOwn) return word;
    await this.#place(absolute);
    if (!isOwn) return word;
    if (!path.startsWith('/') && !(disk && isBelow(cwd, disk.mount))) return word;
    await mkdir(dirname(this.#at(absolute)), { recursive: true });
    return before + this.#at(absolute);
  }

  /** Writes what is new or different into the session. */
  async giveBack(): Promise<void> {
    const { context, program } = this.#placing;
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const size = sizes.reduce((sum, one) => sum + one, 0);
    if (size > MOST_BYTES) {
      const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
      const params = { command: program, size: mebibytes(size), limit: mebibytes(MOST_BYTES) };
      const state = 'It ran; the files that it wrote outside of the working folder are gone.';
      throw new SteadyError('OUTPUT_TOO_LARGE', params, { state });
    }
    for (const path of paths) {
      const inSession = `/${relative(this.#folder, path)}`;
      const data = await readFile(path);
      const given = this.#given.get(inSession);
      if (!given || !data.equals(given)) await context.writeFile(inSession, data);
    }
  }

  /** Puts a file or folder of the session where the program will look for it; whether there was one. */
  async #place(path: string): Promise<boolean> {
    const { context } = this.#placing;
    const alone = await context.readFile(path).catch(() => null);
    if (alone) {
      await this.#write(path, alone);
      return true;
    }
    const listed = await context.listFiles?.(path).catch(() => null);
    if (!listed) return false;
    await mkdir(this.#at(path), { recursive: true });
    for (const file of listed) {
      const at = posix.join(path, file.path);
      if (context.disk && isBelow(at, context.disk.mount)) continue;
      await this.#write(at, await context.readFile(at));
    }
    return true;
  }

  async #copyOf(path: string): Promise<string> {
    const data = await this.#placing.context.readFile(path).catch(() => null);
    if (data === null) throw this.#refuse(`this session changed ${path}, and the disk has not what it has there`);
    await this.#write(path, data);
    return this.#at(path);
  }

  async #write(path: string, data: Uint8Array): Promise<void> {
    await mkdir(dirname(this.#at(path)), { recursive: true });
    await writeFile(this.#at(path), data);
    this.#given.set(path, data);
  }

  #at(path: string): string {
    return join(this.#folder, path);
  }

  #refuse(reason: string): SteadyError {
    const instead = 'What a session writes stays in it: write the file outside of it first, or name it alone';
    return new SteadyError('PROGRAM_REFUSED', { program: this.#placing.program, reason, instead });
  }
}

/** Files that programs look for by themselves. */
const UNASKED: readonly (readonly [programs: RegExp, files: RegExp])[] = [
  [/^(?:terraform|tofu|terragrunt)$/, /\.(?:tf|tfvars|tf\.json|hcl)$/],
  [/^make$/, /(?:^|\/)(?:GNUm|[Mm])akefile$/],
  [
    /^(?:docker|docker-compose|podman|nerdctl)$/,
    /(?:^|\/)(?:Dockerfile|\.env|(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml)$/,
  ],
  [
    /^(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|node|cdk|serverless|sls)$/,
    /(?:^|\/)(?:package\.json|\.npmrc|cdk\.json|serverless\.ya?ml)$/,
  ],
  [/^(?:ansible|ansible-playbook)$/, /(?:^|\/)ansible\.cfg$/],
  [/^pulumi$/, /(?:^|\/)Pulumi(?:\.[\w-]+)?\.yaml$/],
];

function readsUnasked(program: string, path: string): boolean {
  return UNASKED.some(([programs, files]) => programs.test(program) && files.test(path));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
