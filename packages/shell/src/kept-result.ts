/** What an outcome keeps of a command's result, and how the result is had from it again. */
import { createHmac } from 'node:crypto';
import type { CommandOutcome, CommandResult } from '@steadyhand/contracts';
import type { Redactor } from './redact.ts';

export type KeptResult = Pick<CommandOutcome, 'exitCode' | 'stdout' | 'stderr' | 'binary' | 'hmac' | 'files'>;

/** A result with the files that came with it, by absolute path. */
export interface WholeResult {
  result: CommandResult;
  files: ReadonlyMap<string, Uint8Array>;
}

export interface Keeper {
  redactor: Redactor;
  /** Of the run: what it signs can be recognised and not be guessed by who has the record alone. */
  key: Uint8Array;
}

/** A record is whole, or there is none (R9). */
export const MAX_KEPT_BYTES = 16 * 2 ** 20;

export function keptBytes({ result, files }: WholeResult): number {
  const written = [...files.values()].reduce((sum, data) => sum + data.length, 0);
  return bytesOf(result).length + Buffer.byteLength(result.stderr) + written;
}

export function keepResult({ result, files }: WholeResult, keeper: Keeper): KeptResult {
  const { redactor } = keeper;
  const { exitCode } = result;
  const stderr = redactor.text(result.stderr);
  const output = keepBytes(bytesOf(result), keeper);
  const signed = output.hmac ?? (stderr === result.stderr ? undefined : sign(bytesOf(result), keeper.key));
  const written = [...files].map(([path, bytes]) => {
    const kept = keepBytes(bytes, keeper);
    const shown = redactor.text(path);
    const hmac = kept.hmac ?? (shown === path ? undefined : sign(bytes, keeper.key));
    return { path: shown, data: Buffer.from(kept.data).toString('base64'), ...(hmac && { hmac }) };
  });
  return {
    exitCode,
    stdout: result.binary ? `[${result.stdout.length} bytes]` : redactor.text(result.stdout),
    stderr,
    ...(result.binary && { binary: Buffer.from(output.data).toString('base64') }),
    ...(signed && { hmac: signed }),
    ...(written.length > 0 && { files: written }),
  };
}

/** The result as it was kept: without its secrets. */
export function recallResult({ exitCode, stdout, stderr, binary, files = [] }: KeptResult): WholeResult {
  const output = binary === undefined ? { stdout } : { stdout: fromBase64(binary).toString('latin1'), binary: true };
  return {
    result: { exitCode, stderr, ...output },
    files: new Map(files.map(({ path, data }) => [path, fromBase64(data)])),
  };
}

export function heldSecret({ hmac, files = [] }: KeptResult): boolean {
  return hmac !== undefined || files.some((file) => file.hmac !== undefined);
}

/** Whether a new answer has the secrets that the kept one was left without. */
export function sameSecrets(kept: KeptResult, { result, files }: WholeResult, key: Uint8Array): boolean {
  const sameOutput = kept.hmac === undefined || kept.hmac === sign(bytesOf(result), key);
  const sameFiles = (kept.files ?? []).every(({ path, hmac }) => {
    const data = files.get(path);
    return hmac === undefined || (data !== undefined && hmac === sign(data, key));
  });
  return kept.exitCode === result.exitCode && sameOutput && sameFiles;
}

/** Bytes without their secrets, and signed where they had any. */
export function keepBytes(bytes: Uint8Array, { redactor, key }: Keeper): { data: Uint8Array; hmac?: string } {
  const text = new TextDecoder().decode(bytes);
  const shown = redactor.text(text);
  return shown === text ? { data: bytes } : { data: Buffer.from(shown), hmac: sign(bytes, key) };
}

export function bytesOf({ stdout, binary }: CommandResult): Uint8Array {
  return Buffer.from(stdout, binary ? 'latin1' : 'utf8');
}

export function sign(bytes: Uint8Array, key: Uint8Array): string {
  return createHmac('sha256', key).update(bytes).digest('hex');
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
