import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { loadSystemStack, openSystem } from '../boot.ts';
import { exportStack } from '../infra/export.ts';
import type { Format } from '../infra/formats.ts';
import { notesOf } from '../infra/not-written.ts';
import { writeOutput } from '../write-output.ts';

export interface InfraExportOptions {
  format: Format;
  stack?: string;
  /** A folder, or `-` for standard output. */
  out: string;
}

/** Writes a system's stack for another tool. What is said beside the files goes to standard error. */
export async function infraExport(
  systemName: string,
  { format, stack: name, out }: InfraExportOptions,
): Promise<number> {
  const stack = await loadSystemStack(await openSystem(systemName), name);
  const files = Object.entries(exportStack(stack, format));
  if (out === '-') {
    for (const [, text] of files) await writeOutput(text, undefined);
  } else {
    await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new SteadyError('FILE_NOT_WRITTEN', { file: out, reason: error.code ?? error.message }, { cause: error });
    });
    for (const [file, text] of files) await writeOutput(text, join(out, file));
  }
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  if (out !== '-') for (const [file] of files) say(`${join(out, file)} written`);
  for (const note of notesOf(stack, format)) say(`not written: ${note}`);
  return 0;
}
