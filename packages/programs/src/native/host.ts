import type { CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import { lastValue, optionTable, parseCommandLine } from '../command-line.ts';
import type { Machine } from './environment.ts';
import { isName, isOtherType, lookUp, lookUpProgram, recordType } from './look-up.ts';

const OPTIONS = optionTable(['-t=', '-W=', '-R=', '-4']);

interface Question {
  name: string;
  /** As it was given; null asks for everything that there is of a host. */
  type: string | null;
}

export function hostProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  return lookUpProgram(grammar, machine, { read, answer });
}

function read(argv: readonly string[]): Question | null {
  const line = parseCommandLine(argv, OPTIONS, { permute: true });
  const [name, server] = line.operands.map(({ value }) => value);
  const type = lastValue(line, 't') ?? null;
  if (line.problem || server !== undefined || isOtherType(type ?? '')) return null;
  return isName(name) ? { name, type } : null;
}

function answer({ name: given, type }: Question, context: CommandContext): CommandResult {
  const asked = type === null ? 'A' : recordType(type);
  if (asked === null) return { exitCode: 2, stdout: '', stderr: `host: invalid type: ${type}\n\n` };
  const { exists, address } = lookUp(given, asked, context);
  if (!exists) return { exitCode: 1, stdout: `Host ${given} not found: 3(NXDOMAIN)\n`, stderr: '' };
  const name = given.replace(/\.$/, '');
  const says = address === null ? `has no ${asked} record` : `has address ${address}`;
  return { exitCode: 0, stdout: `${name} ${says}\n`, stderr: '' };
}
