/**
 * Tests make and remove some hundred folders of Postgres. Where there is a file system in memory with room enough for that,
 * their temporary folders lie there: the kernel then has half as much to do, and the disk nothing.
 */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const PLACE = '/dev/shm';
/** Short, for the paths of sockets must be. */
const PREFIX = 'st-';
const ROOM_BYTES = 6e9;

/** Null where there is none. */
export function makeMemoryFolder(): string | null {
  if (process.platform !== 'linux' || !mayRunPrograms()) return null;
  const { bavail, bsize } = statfsSync(PLACE);
  if (bavail * bsize < ROOM_BYTES) return null;
  sweep();
  const folder = mkdtempSync(join(PLACE, `${PREFIX}${process.pid}-`));
  // As /tmp is: servers run as another user where the tests are root's.
  chmodSync(folder, 0o1777);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Removes what is left of tests that were killed. */
function sweep(): void {
  for (const name of readdirSync(PLACE)) {
    const pid = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : undefined;
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(PLACE, name), { recursive: true, force: true });
  }
}

/** proc_mounts(5): device, place, kind and options. */
function mayRunPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const options = mounts.map((line) => line.split(' ')).findLast(([, place]) => place === PLACE)?.[3] ?? 'noexec';
  return !options.split(',').includes('noexec');
}
