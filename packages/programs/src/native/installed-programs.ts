import type { CommandHandler, ProgramGrammar } from '@steadyhand/contracts';
import { dockerProgram } from '../docker/docker.ts';
import { digProgram } from './dig.ts';
import type { Machine } from './environment.ts';
import { hostProgram } from './host.ts';
import { installedProgram } from './installed-program.ts';
import { ncProgram } from './nc.ts';
import { nslookupProgram } from './nslookup.ts';
import { pgDumpProgram } from './pg-dump.ts';
import { pingProgram } from './ping.ts';

/**
 * A handler for every grammar whose program may be started from this machine.
 * `carried` are programs that are carried out in the process.
 */
export function installedPrograms(
  grammars: readonly ProgramGrammar[],
  { machine, carried }: { machine: Machine; carried: ReadonlySet<string> },
): CommandHandler[] {
  return grammars
    .filter(({ program }) => !carried.has(program) && !NEVER.has(program))
    .map((grammar) => (SPECIAL[grammar.program] ?? installedProgram)(grammar, machine));
}

const SPECIAL: Readonly<Record<string, typeof installedProgram>> = {
  docker: dockerProgram,
  nc: ncProgram,
  dig: digProgram,
  host: hostProgram,
  nslookup: nslookupProgram,
  ping: pingProgram,
  pg_dump: pgDumpProgram,
  pg_dumpall: pgDumpProgram,
  pg_restore: pgDumpProgram,
};

const words = (text: string): string[] => text.trim().split(/\s+/);

const NEVER: ReadonlySet<string> = new Set([
  // The session has its own, which see its files.
  ...words(`awk base64 cat chmod cp env find gunzip gzip head hostname jq ln mkdir mktemp mv nl printenv readlink rm rmdir
    sed sort split strings tac tail tar tee touch yq`),
  // Change what a file is, of which only the content comes back into the session.
  ...words('chattr chgrp chown install setfacl shred truncate unlink'),
  // Start what they are given outside of the session, with other rights or past the check of who calls.
  ...words('sudo strace ltrace aws-vault'),
  // Nothing without a terminal.
  ...words('bat emacs less more nano passwd telnet tmux vi vim visudo'),
]);
