import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of this user, after the XDG Base Directory Specification. */
export interface UserFolders {
  /** What may be deleted at any time: unpacked servers, built images. */
  cache: string;
  /** What must last: the record of runs and the key that signs it. */
  data: string;
  /** What running ranges need to be found and swept. */
  state: string;
}

export function userFolders(env: NodeJS.ProcessEnv = process.env): UserFolders {
  return {
    cache: join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'steadyhand'),
    data: join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'steadyhand'),
    state: join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'steadyhand'),
  };
}
