import { SteadyError } from '@steadyhand/contracts';

/** Says with POSTGRES_DISK_FULL when what fails in a folder failed for want of space. */
export async function sayingFullDisk<T>(folder: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isFullDisk(error)) throw error;
    throw new SteadyError('POSTGRES_DISK_FULL', { folder }, { cause: error });
  }
}

/** Node's own error has a code; programs and Postgres say it in the words of strerror(3). */
function isFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || error.message.includes('No space left on device') || isFullDisk(error.cause);
}
