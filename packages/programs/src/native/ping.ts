/**
 * `ping` in a range. All its names lead to this machine, which answers whether what is behind a name runs or not: to print
 * that answer would say of a stopped database that it is there. A name that leads nowhere is what ping says it is.
 */
import { type Call, type CommandHandler, type ProgramGrammar, SteadyError, type Target } from '@steadyhand/contracts';
import { optionTable, parseCommandLine } from '../command-line.ts';
import type { Machine } from './environment.ts';
import { installedProgram } from './installed-program.ts';
import { isName } from './look-up.ts';
import { addressOf } from './names.ts';

const OPTIONS = optionTable(['-c=', '-i=', '-W=', '-w=', '-s=', '-t=', '-I=', '-n', '-q', '-4', '-D', '-O', '-v']);

export function pingProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const installed = installedProgram(grammar, machine);
  return {
    ...installed,
    version: `${installed.version}, own in a range`,
    refusal: (call, target) => {
      if (target.kind !== 'range') return installed.refusal?.(call, target) ?? null;
      return call.argv.length === 0 || call.unresolved.size > 0 || isNowhere(call, target) ? null : refused();
    },
    run: async (call, context) => {
      if (context.target.kind !== 'range') return installed.run(call, context);
      if (!isNowhere(call, context.target)) throw refused();
      const stderr = `ping: ${hostOf(call)}: Name or service not known\n`;
      return { exitCode: 2, stdout: '', stderr };
    },
  };
}

function hostOf({ argv }: Call): string | undefined {
  const { operands, problem } = parseCommandLine(argv, OPTIONS, { permute: true });
  return problem || operands.length > 1 ? undefined : operands[0]?.value;
}

function isNowhere(call: Call, target: Target): boolean {
  const host = hostOf(call);
  return isName(host) && addressOf(host.replace(/\.$/, '').toLowerCase(), target) === null;
}

function refused(): SteadyError {
  const reason = 'in a range every name leads to this machine, which answers whether the service runs or not';
  return new SteadyError('PROGRAM_REFUSED', { program: 'ping', reason, instead: 'Try its port: nc -zv HOST PORT' });
}
