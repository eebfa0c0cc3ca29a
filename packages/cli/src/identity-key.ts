import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { createKeyPair } from '@steadyhand/engine';
import { userFolders } from './paths.ts';

/** What a person signs with; a file of this user's alone. */
export interface IdentityKey {
  /** The person's name under "people" in steadyhand.yaml. */
  name: string;
  publicKey: string;
  /** PEM. */
  privateKey: string;
}

/** Where the key is: the file that STEADYHAND_IDENTITY names, else one beside the key of the record. */
export function identityFile(env: NodeJS.ProcessEnv = process.env): string {
  return env.STEADYHAND_IDENTITY || join(userFolders(env).data, 'identity.json');
}

/** Null where there is none; one that is named and cannot be used is refused with IDENTITY_INVALID. */
export async function readIdentityKey(env: NodeJS.ProcessEnv = process.env): Promise<IdentityKey | null> {
  const file = identityFile(env);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !env.STEADYHAND_IDENTITY) return null;
    throw invalid(file, error.code === 'ENOENT' ? 'it does not exist' : error.message);
  });
  if (text === null) return null;
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw invalid(file, `others can read it (mode ${(mode & 0o777).toString(8)}); chmod 600 it`);
  }
  const key = parseKey(text);
  if (key === null) throw invalid(file, 'it is not a key that `steady identity create` made');
  return key;
}

/** Makes a key. One that is there already stays, unless `force` says otherwise. */
export async function createIdentityKey(options: { name?: string; force?: boolean }): Promise<IdentityKey> {
  const file = identityFile();
  const name = options.name ?? userInfo().username;
  const key: IdentityKey = { name, ...createKeyPair() };
  await mkdir(dirname(file), { recursive: true });
  const text = `${JSON.stringify(key, null, 2)}\n`;
  if (options.force) {
    // Appears whole, in place of the one before.
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, file);
    return key;
  }
  await writeFile(file, text, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw invalid(
      file,
      error.code === 'EEXIST' ? 'there is a key already; --force puts another in its place' : error.message,
    );
  });
  return key;
}

function invalid(file: string, reason: string): SteadyError {
  return new SteadyError('IDENTITY_INVALID', { file, reason });
}

function parseKey(text: string): IdentityKey | null {
  try {
    const { name, publicKey, privateKey } = JSON.parse(text) as Partial<Record<keyof IdentityKey, unknown>>;
    const isWhole = typeof name === 'string' && typeof publicKey === 'string' && typeof privateKey === 'string';
    return isWhole && name !== '' ? { name, publicKey, privateKey } : null;
  } catch {
    return null;
  }
}
