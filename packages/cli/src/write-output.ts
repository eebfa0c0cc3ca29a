import { writeFile } from 'node:fs/promises';
import { SteadyError } from '@steadyhand/contracts';

/** To a file, or to standard output where none is named. Rejects with FILE_NOT_WRITTEN. */
export async function writeOutput(content: string | Buffer, file: string | undefined): Promise<void> {
  if (file === undefined) {
    process.stdout.write(content);
    return;
  }
  await writeFile(file, content).catch((error: NodeJS.ErrnoException) => {
    throw new SteadyError('FILE_NOT_WRITTEN', { file, reason: error.code ?? error.message }, { cause: error });
  });
}
