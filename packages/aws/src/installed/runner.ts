import type { CommandResult } from '@steadyhand/contracts';
import { unsupported } from '../connection.ts';
import { execute } from '../execute.ts';
import { EXIT } from '../failure.ts';
import type { Execution } from '../operation.ts';
import { DELEGATED, delegate } from './delegate.ts';
import { findInstalledAws, type InstalledAws } from './installed-aws.ts';

export interface InstalledOptions {
  /** Who carries commands out; `installed` hands all of them to the AWS CLI that is found on `path`. */
  use?: 'native' | 'installed';
  /** Folders with programs, as `PATH` has them; without it nothing is handed on. */
  path?: string | undefined;
  /** The home folder of the person, which the AWS CLI is given; left out, that of the command's own environment. */
  home?: string | undefined;
}

/** As the environment asks for it: `STEADYHAND_AWS=installed` hands every command to the AWS CLI on `PATH`. */
export function installedOptions(env: Readonly<Record<string, string | undefined>>): InstalledOptions {
  return { use: env.STEADYHAND_AWS === 'installed' ? 'installed' : 'native', path: env.PATH, home: env.HOME };
}

export interface Runner {
  /** For the journal: `aws@1`, or `aws (installed 2.15.0)`, whose number is known once `prepare` or a command ran. */
  readonly version: string;
  prepare(): Promise<void>;
  run(argv: readonly string[], rest: Omit<Execution, 'parsed'>): Promise<CommandResult>;
}

/** Carries commands out here or by the installed AWS CLI, as the options and what is possible here say. */
export function createRunner({ use = 'native', path = '', home }: InstalledOptions): Runner {
  let found: InstalledAws | null | undefined;
  let version = 'aws (installed)';
  const installed = (): InstalledAws | null => {
    found = found === undefined ? findInstalledAws(path) : found;
    return found;
  };
  const prepare = async () => {
    if (use === 'installed') version = `aws (installed ${(await installed()?.version()) ?? 'none'})`;
  };
  return {
    get version() {
      return use === 'native' ? 'aws@1' : version;
    },
    prepare,
    run: async (argv, { io, cache }) => {
      const program = io.env[DELEGATED] === undefined ? installed() : null;
      const says = use === 'native';
      const otherwise =
        program && ((words: readonly string[]) => delegate(words, { installed: program, path, home, io, says }));
      if (use === 'native') return execute(argv, { io, cache, otherwise });
      await prepare();
      const none = unsupported(`${argv[0] ?? ''} (STEADYHAND_AWS asks for the installed aws, and there is none)`);
      if (!otherwise) return { exitCode: none.exitCode, stdout: '', stderr: none.message };
      return otherwise(argv).catch((error: unknown) => {
        if (io.signal.aborted) return { exitCode: EXIT.interrupted, stdout: '', stderr: '' };
        throw error;
      });
    },
  };
}
