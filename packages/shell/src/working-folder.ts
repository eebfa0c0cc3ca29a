/** The file system of a session that has a folder of the caller: copied into memory as it is met, never written to. */
import { posix } from 'node:path';
import {
  type CpOptions,
  type FileContent,
  type FsStat,
  InMemoryFs,
  type MkdirOptions,
  type RmOptions,
} from 'just-bash';
import type { Entry, HostFolder } from './host-folder.ts';

type WriteOptions = Parameters<InMemoryFs['writeFile']>[2];

export class FileSystemError extends Error {
  override readonly name = 'FileSystemError';
  readonly code: string;

  constructor(code: string, problem: string) {
    super(`${code}: ${problem}`);
    this.code = code;
  }
}

/** Paths that the session has not met are looked up in the caller's folder; of all others the memory is true. */
export class WorkingFolder extends InMemoryFs {
  readonly #host: HostFolder;
  /** Looked up, made, or removed. */
  readonly #met = new Set<string>();
  /** Folders of the caller that are still there, and whether all that is in them was met. */
  readonly #folders = new Map<string, boolean>();
  /** Files and folders of the caller that the session has neither read nor changed. */
  readonly #entries = new Map<string, Entry>();

  constructor(host: HostFolder) {
    super();
    this.#host = host;
    this.mkdirSync(host.mount, { recursive: true });
    this.#folders.set(host.mount, false);
  }

  override async exists(path: string): Promise<boolean> {
    await this.#meet(path);
    return super.exists(path);
  }

  override async stat(path: string): Promise<FsStat> {
    const entry = this.#entries.get(await this.#meet(path));
    return entry ? statOf(entry) : super.stat(path);
  }

  override async lstat(path: string): Promise<FsStat> {
    const entry = this.#entries.get(await this.#meet(path));
    return entry ? statOf(entry) : super.lstat(path);
  }

  override async readFileBuffer(path: string): Promise<Uint8Array> {
    const at = await this.#meet(path);
    const content = await super.readFileBuffer(path);
    this.#entries.delete(at);
    return content;
  }

  override async readdirWithFileTypes(path: string): ReturnType<InMemoryFs['readdirWithFileTypes']> {
    await this.#meetAllIn(path);
    return super.readdirWithFileTypes(path);
  }

  override async readlink(path: string): Promise<string> {
    await this.#meet(path);
    return super.readlink(path);
  }

  override async realpath(path: string): Promise<string> {
    await this.#meet(path);
    return super.realpath(path);
  }

  override async writeFile(path: string, content: FileContent, options?: WriteOptions): Promise<void> {
    // What was there does not matter, and is not asked for.
    const at = this.resolvePath('/', path);
    await this.#meet(posix.dirname(at));
    this.#met.add(at);
    this.#entries.delete(at);
    await super.writeFile(path, content, options);
  }

  override async appendFile(path: string, content: FileContent, options?: WriteOptions): Promise<void> {
    await this.#touch(path);
    await super.appendFile(path, content, options);
  }

  override async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    await this.#meet(path);
    await super.mkdir(path, options);
  }

  override async rm(path: string, options?: RmOptions): Promise<void> {
    const at = await this.#touch(path);
    await super.rm(path, options);
    this.#folders.delete(at);
  }

  override async cp(from: string, to: string, options?: CpOptions): Promise<void> {
    await this.#meet(from);
    await this.#touch(to);
    await super.cp(from, to, options);
  }

  override async mv(from: string, to: string): Promise<void> {
    const at = await this.#touch(from);
    await this.#touch(to);
    await super.mv(from, to);
    this.#folders.delete(at);
  }

  override async link(from: string, to: string): Promise<void> {
    await this.#meet(from);
    await this.#touch(to);
    await super.link(from, to);
  }

  /** A link could lead to what was not met. */
  override async symlink(_target: string, path: string): Promise<void> {
    throw new FileSystemError('EPERM', `operation not permitted, symlink '${path}'`);
  }

  override async chmod(path: string, mode: number): Promise<void> {
    await this.#touch(path);
    await super.chmod(path, mode);
  }

  override async utimes(path: string, atime: Date, mtime: Date): Promise<void> {
    await this.#touch(path);
    await super.utimes(path, atime, mtime);
  }

  /** Meets what is about to be changed. */
  async #touch(path: string): Promise<string> {
    const at = await this.#meet(path);
    this.#entries.delete(at);
    return at;
  }

  /** Copies what the caller has at a path into the memory; the path without `.` and `..`. */
  async #meet(path: string): Promise<string> {
    const at = this.resolvePath('/', path);
    if (!at.startsWith(`${this.#host.mount}/`) || at.includes('\0') || this.#met.has(at)) return at;
    const folder = posix.dirname(at);
    await this.#meet(folder);
    const entry = this.#folders.get(folder) === false ? await this.#host.entry(at) : null;
    this.#copy(at, entry);
    return at;
  }

  async #meetAllIn(path: string): Promise<void> {
    const at = await this.#meet(path);
    if (this.#folders.get(at) !== false) return;
    for (const [name, entry] of await this.#host.list(at)) this.#copy(`${at}/${name}`, entry);
    if (this.#folders.has(at)) this.#folders.set(at, true);
  }

  /** Whoever met the path first, while this one was looked up, is right. */
  #copy(at: string, entry: Entry | null): void {
    if (this.#met.has(at)) return;
    this.#met.add(at);
    if (entry === null) return;
    this.#entries.set(at, entry);
    const { mode, mtime } = entry;
    if (entry.kind === 'file') this.writeFileLazy(at, () => this.#content(at), { mode, mtime: new Date(mtime) });
    else {
      this.mkdirSync(at);
      this.#folders.set(at, false);
    }
  }

  async #content(path: string): Promise<Uint8Array> {
    const content = await this.#host.content(path);
    if (content !== null) return content;
    throw new FileSystemError('ENOENT', `no such file or directory, open '${path}'`);
  }
}

function statOf({ kind, size, mode, mtime }: Entry): FsStat {
  const isFile = kind === 'file';
  return { isFile, isDirectory: !isFile, isSymbolicLink: false, mode, size, mtime: new Date(mtime) };
}
