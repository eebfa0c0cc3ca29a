import { parameterFailure } from '../failure.ts';
import type { Io } from '../io.ts';

/** What `file://` and `fileb://` stand for; any other text is itself. Bytes only come from `fileb://`. */
export async function resolveValue(text: string, option: string, io: Io): Promise<string | Uint8Array> {
  const match = /^(fileb?):\/\/(.*)$/s.exec(text);
  if (!match) return text;
  const [, scheme, path = ''] = match;
  const bytes = await load(path, option, io);
  return scheme === 'fileb' ? bytes : new TextDecoder().decode(bytes);
}

/** Paths that name standard input. */
export function isStandardInput(path: string): boolean {
  return path === '-' || path === '/dev/stdin' || path === '/dev/fd/0' || path === '/proc/self/fd/0';
}

async function load(path: string, option: string, io: Io): Promise<Uint8Array> {
  if (isStandardInput(path)) return io.stdin();
  const home = io.env.HOME;
  const expanded = home !== undefined && /^~(\/|$)/.test(path) ? home + path.slice(1) : path;
  try {
    return await io.readFile(expanded);
  } catch {
    throw parameterFailure(
      option,
      `Unable to load paramfile ${path}: [Errno 2] No such file or directory: '${expanded}'`,
    );
  }
}
