import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsGrammar, parseCommand } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { CommandFailure, EXIT } from '../failure.ts';
import type { Io } from '../io.ts';
import { withoutProfile } from '../role-session.ts';
import { addSecret, collectLeaves } from '../secrets.ts';
import { surroundings } from './environment.ts';
import type { InstalledAws } from './installed-aws.ts';
import { inWorkspace } from './workspace.ts';

/** Set for the program that is started: should that be us again, it goes no further. */
export const DELEGATED = 'STEADYHAND_DELEGATED';

export interface Delegation {
  installed: InstalledAws;
  /** Folders with programs, as the variable has them. */
  path: string;
  /** The person's home. */
  home: string | undefined;
  io: Io;
  /** Standard error says who carried the command out. */
  says: boolean;
}

/** Hands a command to the installed AWS CLI. Every failure of its own is its result; throws the signal's reason. */
export async function delegate(argv: readonly string[], delegation: Delegation): Promise<CommandResult> {
  const { installed, path, home, io, says } = delegation;
  const parsed = parseCommand(argv);
  const folder = await mkdtemp(join(tmpdir(), 'steadyhand-home-'));
  try {
    const { env, options } = await surroundings(parsed, { io, path, home, folder });
    const work = (cwd: string) =>
      installed.run([...options, ...(io.session ? withoutProfile(argv) : argv)], {
        env: { ...env, [DELEGATED]: '1' },
        cwd,
        stdin: io.stdin(),
        signal: io.signal,
        live: io.live,
      });
    const ran = await (io.isOnDisk ? work(io.cwd) : inWorkspace(argv, io, work));
    const text = ran.stdout.toString('utf8');
    const isText = Buffer.from(text).equals(ran.stdout);
    const note = says
      ? `steadyhand: carried out by aws (installed ${(await installed.version()) ?? 'of unknown version'})\n`
      : '';
    const cut = ran.isCut ? 'steadyhand: it printed more than is kept, and was ended\n' : '';
    return {
      exitCode: ran.isCut ? EXIT.other : ran.exitCode,
      ...(isText ? { stdout: text } : { stdout: ran.stdout.toString('latin1'), binary: true }),
      stderr: ran.stderr.toString('utf8') + cut + note,
      ...(reveals(argv) ? { secrets: everything(text) } : {}),
    };
  } catch (error) {
    if (error instanceof CommandFailure) return { exitCode: error.exitCode, stdout: '', stderr: error.message };
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reveals(argv: readonly string[]): boolean {
  return createAwsGrammar().analyse({ program: 'aws', argv, stdin: null, unresolved: new Set() }).effect === 'reveal';
}

/** What is secret of it is not known here: everything that it printed. */
function everything(text: string): readonly string[] {
  const secrets = new Set<string>();
  try {
    collectLeaves(JSON.parse(text) as unknown, secrets);
  } catch {
    for (const word of text.split(/\s+/)) addSecret(word, secrets);
  }
  return [...secrets];
}
