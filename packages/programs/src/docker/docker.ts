import { type CommandHandler, type ProgramGrammar, SteadyError } from '@steadyhand/contracts';
import type { Machine } from '../native/environment.ts';
import { installedProgram } from '../native/installed-program.ts';
import { dockerCommand } from './command-words.ts';

/** In a range, images are snapshots of folders, and the range holds them; in an account it is the installed docker. */
export function dockerProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const installed = installedProgram(grammar, machine);
  return {
    ...installed,
    version: `${installed.version}, docker-in-range@1`,
    readsStdin: (argv) => argv.includes('--password-stdin') || installed.readsStdin(argv),
    refusal: (call, target) => {
      if (target.kind !== 'range') return installed.refusal?.(call, target) ?? null;
      return dockerCommand(call.argv) === null ? notInRange(call.argv) : null;
    },
    run: async (call, context) => {
      if (context.target.kind !== 'range') return installed.run(call, context);
      const command = dockerCommand(call.argv);
      if (command === null) throw notInRange(call.argv);
      return (await import('./run.ts')).runDocker(command, call, context);
    },
  };
}

function notInRange(argv: readonly string[]): SteadyError {
  return new SteadyError('PROGRAM_NOT_IN_RANGE', {
    program: 'docker',
    command: ['docker', ...argv.slice(0, 2)].join(' '),
  });
}
