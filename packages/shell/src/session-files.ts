/** The files of a session: the working folder to read, everything else in memory. */
import { posix } from 'node:path';
import { type FsStat, type IFileSystem, InMemoryFs, unsafeBytesFromLatin1 } from 'just-bash';
import { callOf, interpreterOf, PathCalls } from './called-script.ts';
import type { HostFolder } from './host-folder.ts';
import { FileSystemError, WorkingFolder } from './working-folder.ts';

export const HOME = '/home/steady';
/** Where the session has the caller's folder. */
export const PROJECT = `${HOME}/project`;
/** Where the session keeps its own; not listed as written. */
export const OWN_FOLDER = '/steady';

export interface SessionFiles {
  fs: IFileSystem;
  /** First folder of the session. */
  home: string;
  /** Existing files that the session wrote, sorted. */
  written(): Promise<string[]>;
  /** Paths at which it wrote: this one, and those below. */
  wroteAt(path: string): string[];
  /** Runs something, and gives the files that it wrote. */
  watch<T>(work: () => Promise<T>): Promise<{ value: T; files: Map<string, Uint8Array> }>;
  /** Program names for which the shell must answer truthfully that they do not exist (`command -v podman`). */
  probe(names: ReadonlySet<string>): void;
}

export interface FileRules {
  isProgram(name: string): boolean;
  /** Called before anything is opened at `/dev/tcp/…`; throws. */
  refuseDevice(path: string): never;
  /** Shell text that stands for a program without handler. */
  refusal(path: string): string;
}

const DEVICE = /^\/dev\/(tcp|udp)\//;
/** Folders of programs, wherever they are; those of the session's own files have its scripts. */
const PROGRAM = new RegExp(String.raw`^/(?!${HOME.slice(1)}/)(?:[\w.+-]+/)*s?bin/([^/]+)$`);
const SEARCHED = /^\/(usr\/)?bin\//;
/** Which argument names the file that a call writes. */
const WRITES: Readonly<Record<string, number>> = { writeFile: 0, appendFile: 0, cp: 1, mv: 1, link: 1, symlink: 1 };

type Method = (...args: never[]) => unknown;

/**
 * A program that the shell looks up and that has no handler is given a file that refuses it: the interpreter would
 * report "command not found" and go on. A program that a piece only asks for (`command -v`) does not exist.
 */
export function createSessionFiles(folder: HostFolder | null, rules: FileRules): SessionFiles {
  const inner: IFileSystem = folder === null ? new InMemoryFs({ [`${HOME}/.keep`]: '' }) : new WorkingFolder(folder);
  const written = new Set<string>();
  const watching = new Set<Set<string>>();
  let probed: ReadonlySet<string> = new Set();

  /** The name of a program without handler, if that is what the path means. */
  const unknownProgram = (path: string): string | null => {
    const name = PROGRAM.exec(path)?.[1];
    if (name === undefined || probed.has(name) || probed.has(path)) return null;
    return rules.isProgram(name) && SEARCHED.test(path) ? null : name;
  };
  const stat = async (path: string, real: () => Promise<FsStat>): Promise<FsStat> => {
    if (unknownProgram(path) !== null)
      return { ...(await inner.stat('/')), isFile: true, isDirectory: false, mode: 0o755, size: 1 };
    return real();
  };
  const content = (path: string): string | null => {
    const name = unknownProgram(path);
    if (name === null) return null;
    return rules.isProgram(name) ? `${name} "$@"\n` : rules.refusal(path);
  };
  const special: Partial<IFileSystem> = {
    exists: async (path) => unknownProgram(path) !== null || inner.exists(path),
    stat: (path) => stat(path, () => inner.stat(path)),
    lstat: (path) => stat(path, () => inner.lstat(path)),
    readFile: async (path, options) => content(path) ?? inner.readFile(path, options),
    readFileBytes: async (path) => {
      const text = content(path);
      const bytes = text === null ? await inner.readFileBuffer(path) : new TextEncoder().encode(text);
      return unsafeBytesFromLatin1(Buffer.from(bytes).toString('latin1'));
    },
    readFileBuffer: async (path) => {
      const text = content(path);
      return text === null ? inner.readFileBuffer(path) : new TextEncoder().encode(text);
    },
  };
  const calls = new PathCalls();
  const script = async (path: string, typed: string): Promise<string> => {
    const text = content(path) ?? (await inner.readFile(path));
    const { program } = interpreterOf(text);
    return content(path) ?? (rules.isProgram(program) ? callOf(typed, text) : rules.refusal(typed));
  };
  const fs = new Proxy(inner, {
    get(target, key): unknown {
      const method: unknown = Reflect.get(special, key) ?? Reflect.get(target, key, target);
      if (typeof method !== 'function') return method;
      const name = String(key);
      const call = (args: unknown[]): unknown => (method as Method).apply(target, args as never[]);
      return (...args: unknown[]): unknown => {
        const path = args[WRITES[name] ?? 0];
        if (name === 'resolvePath') {
          const resolved = call(args);
          calls.note(name, args, resolved);
          return resolved;
        }
        const typed = calls.note(name, args);
        if (typed !== null && typeof path === 'string') return script(path, typed);
        if (typeof path === 'string' && DEVICE.test(path)) rules.refuseDevice(path);
        if (typeof path !== 'string' || !(name in WRITES)) return call(args);
        for (const paths of [written, ...watching]) paths.add(path);
        return expectFolder(inner, path).then(() => call(args));
      };
    },
  });
  return {
    fs,
    home: folder?.mount ?? HOME,
    written: () => existing(inner, written),
    wroteAt: (path) => [...written].filter((one) => one === path || one.startsWith(`${path}/`)),
    async watch(work) {
      const paths = new Set<string>();
      watching.add(paths);
      try {
        const value = await work();
        const files = new Map<string, Uint8Array>();
        for (const path of await existing(inner, paths)) files.set(path, await inner.readFileBuffer(path));
        return { value, files };
      } finally {
        watching.delete(paths);
      }
    },
    probe(names) {
      probed = names;
    },
  };
}

/** As on any disk: the file system in memory would make the folder. */
async function expectFolder(fs: IFileSystem, path: string): Promise<void> {
  const folder = posix.dirname(fs.resolvePath('/', path));
  if (folder.startsWith('/dev') || (await fs.stat(folder).catch(() => null))?.isDirectory) return;
  throw new FileSystemError('ENOENT', `no such file or directory, open '${path}'`);
}

async function existing(fs: IFileSystem, paths: ReadonlySet<string>): Promise<string[]> {
  const own = [...paths].filter((path) => !path.startsWith(`${OWN_FOLDER}/`) && !path.startsWith('/dev/'));
  const files = await Promise.all(own.map((path) => filesAt(fs, path)));
  return [...new Set(files.flat())].sort();
}

/** The path itself if it is a file, the files below it if it is a folder, nothing if it is gone. */
async function filesAt(fs: IFileSystem, path: string): Promise<string[]> {
  const found = await fs.stat(path).catch(() => null);
  if (found === null) return [];
  if (found.isFile) return [path];
  const names = await fs.readdir(path);
  return (await Promise.all(names.map((name) => filesAt(fs, `${path}/${name}`)))).flat();
}
