/**
 * What a session sees of the caller's folder (R6). What is seen first is kept as an event, and comes from the record in
 * every later life: another worker has another folder, or none. The path of an event tells what it holds, in base64:
 *
 * - `PATH`: the content of a file; null where there is nothing.
 * - `PATH/.`: what PATH is, an `Entry` as JSON.
 * - `PATH/`: what is in a folder, entries by name as JSON.
 *
 * Symbolic links, and whatever else is neither file nor folder, are not there.
 */
import { type Clock, type Journal, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { OverlayFs } from 'just-bash';
import { type Keeper, keepBytes, sign } from './kept-result.ts';
import type { Redactor } from './redact.ts';
import { diverged } from './replay.ts';

type HostFile = Extract<RunEvent, { type: 'host-file' }>;

/** By path; `hmac` is set where a secret was removed. */
export type RecordedHostFiles = ReadonlyMap<string, Pick<HostFile, 'data' | 'hmac'>>;

export interface Entry {
  kind: 'file' | 'folder';
  /** Bytes. */
  size: number;
  /** Permission bits. */
  mode: number;
  /** Milliseconds since the epoch. */
  mtime: number;
}

export interface HostFolderOptions {
  runId: string;
  clock: Clock;
  journal: Journal;
  redactor: Redactor;
  runKey: Uint8Array;
  /** On the host. One that is not there is empty. */
  root: string;
  /** Where the session has it. */
  mount: string;
  recorded: RecordedHostFiles;
  /** Line of the running piece. */
  line(): number;
  /** Stops the session, once a change that is under way has come to its end. */
  interrupt(error: Error): void;
}

const MAX_FILE_BYTES = 8 * 2 ** 20;
const NOTHING = new TextEncoder().encode('{}');

/** What the lives so far have seen; where a path was seen twice, the first holds. */
export function recordedHostFiles(events: readonly RunEvent[]): RecordedHostFiles {
  const files = events.filter((event) => event.type === 'host-file');
  return new Map(files.reverse().map((file) => [file.path, file]));
}

export class HostFolder {
  readonly #options: HostFolderOptions;
  readonly #keeper: Keeper;
  /** What this life has seen. */
  readonly #seen = new Map<string, Promise<Uint8Array | null>>();
  readonly #disk: OverlayFs | null;

  constructor(options: HostFolderOptions) {
    this.#options = options;
    this.#keeper = { redactor: options.redactor, key: options.runKey };
    this.#disk = openDisk(options);
  }

  get mount(): string {
    return this.#options.mount;
  }

  async entry(path: string): Promise<Entry | null> {
    const { recorded } = this.#options;
    // That there is nothing is kept under the path itself.
    const key = recorded.get(path)?.data === null && !recorded.has(`${path}/.`) ? path : `${path}/.`;
    const seen = await this.#look(key, async () => {
      const entry = await this.#entryOnDisk(path);
      return entry && encode(entry);
    });
    return seen && decode<Entry>(seen);
  }

  async list(path: string): Promise<[name: string, entry: Entry][]> {
    const seen = await this.#look(`${path}/`, async () => {
      const names = (await this.#disk?.readdir(path).catch(() => [])) ?? [];
      const entries = await Promise.all(names.map((name) => this.#entryOnDisk(`${path}/${name}`)));
      return encode(Object.fromEntries(names.map((name, i) => [name, entries[i]]).filter(([, entry]) => entry)));
    });
    return Object.entries(decode<Record<string, Entry>>(seen ?? NOTHING));
  }

  /** Null where the file is gone, or cannot be read. */
  content(path: string): Promise<Uint8Array | null> {
    return this.#look(path, async () => {
      const { size } = (await this.#entryOnDisk(path)) ?? { size: 0 };
      if (size > MAX_FILE_BYTES) throw tooLarge(path, size);
      return this.#disk?.readFileBuffer(path).catch(() => null) ?? null;
    });
  }

  #look(key: string, see: () => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
    const known = this.#seen.get(key);
    if (known) return known;
    const looked = this.#firstLook(key, see).catch((error: unknown) => {
      this.#options.interrupt(error instanceof Error ? error : new SteadyError('INTERNAL', { reason: String(error) }));
      throw error;
    });
    this.#seen.set(key, looked);
    return looked;
  }

  async #firstLook(key: string, see: () => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
    const kept = this.#options.recorded.get(key);
    if (kept?.data === null) return null;
    if (kept && kept.hmac === undefined) return Buffer.from(kept.data, 'base64');
    const seen = await see();
    if (!kept) await this.#keep(key, seen);
    else if (seen === null || sign(seen, this.#keeper.key) !== kept.hmac) {
      const piece = { line: this.#options.line() };
      throw diverged({ command: `the file ${key}`, piece }, 'it held a secret, and is another one now');
    }
    return seen;
  }

  async #keep(key: string, seen: Uint8Array | null): Promise<void> {
    const { runId, clock, redactor, journal } = this.#options;
    const path = redactor.text(seen === null ? key.replace(/\/\.$/, '') : key);
    const { data, ...signed } = seen === null ? { data: null } : keepBytes(seen, this.#keeper);
    const base64 = data && Buffer.from(data).toString('base64');
    await journal.append({ type: 'host-file', runId, at: clock.now(), path, data: base64, ...signed });
  }

  async #entryOnDisk(path: string): Promise<Entry | null> {
    const found = await this.#disk?.lstat(path).catch(() => null);
    if (!found || !(found.isFile || found.isDirectory)) return null;
    const { size, mode, mtime } = found;
    const kind = found.isFile ? 'file' : 'folder';
    return { kind, size: found.isFile ? size : 0, mode: mode & 0o777, mtime: mtime.getTime() };
  }
}

/** It follows no symbolic link out of the folder. */
function openDisk({ root, mount }: HostFolderOptions): OverlayFs | null {
  try {
    return new OverlayFs({ root, mountPoint: mount, readOnly: true });
  } catch {
    return null;
  }
}

function tooLarge(path: string, size: number): SteadyError {
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  const params = { path, size: mebibytes(size), limit: mebibytes(MAX_FILE_BYTES) };
  // Where a change reads it, nobody knows what that had done before.
  return new SteadyError('HOST_FILE_TOO_LARGE', params, { state: 'What the record shows as done is done.' });
}

function encode(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** Of what this file wrote. */
function decode<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
