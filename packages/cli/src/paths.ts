import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of this user, after the XDG Base Directory Specification. */
export interface UserFolders {
  /** What may be deleted at any time: unpacked servers, built images. */
  cache: string;
  /** What running ranges need to be found and swept. */
  state: string;
}

export function userFolders(env: NodeJS.ProcessEnv = process.env): UserFolders {
  return {
    cache: join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'steadyhand'),
    state: join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'steadyhand'),
  };
}
