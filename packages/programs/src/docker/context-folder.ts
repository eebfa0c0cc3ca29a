import { access } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type CommandContext, SteadyError } from '@steadyhand/contracts';
import { DockerError } from './docker-error.ts';

/** The folder of this machine that a build's context is. Throws where there is none, or where the session changed it. */
export async function contextFolder(context: string, { cwd, disk }: CommandContext): Promise<string> {
  const path = posix.resolve(cwd, context);
  if (context === '-' || /^(?:https?|git|ssh):|^git@/.test(context)) {
    throw refused(`a range builds from a folder, not from ${context}`, 'Give the folder of the program');
  }
  const below = disk && (path === disk.mount || path.startsWith(`${disk.mount}/`));
  if (!disk || !below) {
    throw refused(`${path} is no folder of this machine`, "Build from a folder below the runbook's");
  }
  const [written] = disk.wroteAt(path);
  if (written !== undefined) {
    throw refused(
      `the session wrote ${written}, which the folder of this machine does not have`,
      'Build what is on the disk',
    );
  }
  const folder = join(disk.root, path.slice(disk.mount.length));
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new DockerError(`unable to prepare context: path "${context}" not found`);
  return folder;
}

function refused(reason: string, instead: string): SteadyError {
  return new SteadyError('PROGRAM_REFUSED', { program: 'docker', reason, instead });
}
