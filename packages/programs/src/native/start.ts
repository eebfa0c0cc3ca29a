import {
  type Call,
  type CommandContext,
  type CommandResult,
  changesWorld,
  type Effect,
  SteadyError,
} from '@steadyhand/contracts';
import { ownWords } from './carried-words.ts';
import { environmentFor, type Machine } from './environment.ts';
import { revealedIn } from './revealed.ts';
import { MOST_BYTES, type Ran, runProgram } from './run-program.ts';
import { amongFiles } from './session-folder.ts';
import { withoutTerminal } from './without-terminal.ts';

export interface Startable {
  program: string;
  /** Where it was found. */
  path: string;
  machine: Machine;
  /** Options whose value is the next word. */
  valued: readonly string[];
}

/** Throws the signal's reason, `PROGRAM_REFUSED` before it starts, `OUTPUT_TOO_LARGE` after. */
export async function start(
  { argv, stdin }: Call,
  context: CommandContext & { effect: Effect },
  { program, path, machine, valued }: Startable,
): Promise<CommandResult> {
  const { signal, live, effect } = context;
  const env = environmentFor(program, context, machine);
  const words = withoutTerminal({ program, argv, valued, stdin });
  const { end } = ownWords(program, words, valued);
  return amongFiles({ program, argv: words, end, context }, async (placed) => {
    const ran = await runProgram({
      ...{ program: path, argv: placed.argv, cwd: placed.cwd, env, signal, live },
      stdin: stdin === null ? null : Buffer.from(stdin),
      endsWhenTooLong: !changesWorld(effect),
    }).catch((error: NodeJS.ErrnoException) => {
      if (signal.aborted || error.syscall === undefined) throw error;
      const reason = `it could not be started from ${path} (${error.code ?? error.message})`;
      throw new SteadyError('PROGRAM_REFUSED', {
        program,
        reason,
        instead: 'Look whether it runs in a shell of your own',
      });
    });
    if (ran.isTooLong) throw tooLong(program, ran, effect);
    const result = resultOf(ran, placed.folder);
    return effect === 'reveal' && !result.binary ? { ...result, secrets: revealedIn(result.stdout) } : result;
  });
}

function resultOf({ exitCode, stdout, stderr }: Ran, folder: string): CommandResult {
  const text = stdout.toString('utf8');
  const isText = Buffer.from(text).equals(stdout);
  return {
    exitCode,
    ...(isText ? { stdout: text } : { stdout: stdout.toString('latin1'), binary: true }),
    // A path below the private folder is one of the session.
    stderr: stderr.toString('utf8').replaceAll(folder, ''),
  };
}

function tooLong(program: string, { exitCode }: Ran, effect: Effect): SteadyError {
  const limit = (MOST_BYTES / 2 ** 20).toFixed(1);
  const state = changesWorld(effect)
    ? `It was carried out, with exit code ${exitCode}; its output is gone.`
    : 'Nothing was changed.';
  return new SteadyError('OUTPUT_TOO_LARGE', { command: program, size: `more than ${limit}`, limit }, { state });
}
