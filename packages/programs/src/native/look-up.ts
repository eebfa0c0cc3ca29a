/**
 * `dig +short NAME` and `nslookup NAME` in a range, as BIND 9.18 prints them: a range has names that no server knows.
 * Everywhere else the installed ones ask.
 */
import type { Call, CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import type { Machine } from './environment.ts';
import { installedProgram } from './installed-program.ts';
import { addressOf } from './names.ts';

type Answer = (name: string, address: string | null) => CommandResult;

export function digProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const answer: Answer = (_name, address) => ({
    exitCode: 0,
    stdout: address === null ? '' : `${address}\n`,
    stderr: '',
  });
  return inRange(installedProgram(grammar, machine), { nameIn: digName, answer });
}

export function nslookupProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  const server = 'Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\n';
  const answer: Answer = (name, address) =>
    address === null
      ? { exitCode: 1, stdout: `${server}** server can't find ${name}: NXDOMAIN\n\n`, stderr: '' }
      : {
          exitCode: 0,
          stdout: `${server}Non-authoritative answer:\nName:\t${name}\nAddress: ${address}\n\n`,
          stderr: '',
        };
  const nameIn = (argv: readonly string[]) => (argv.length === 1 && isName(argv[0]) ? (argv[0] ?? null) : null);
  return inRange(installedProgram(grammar, machine), { nameIn, answer });
}

interface InRange {
  /** The one name that is asked for; null where the call asks for something else. */
  nameIn(argv: readonly string[]): string | null;
  answer: Answer;
}

function inRange(installed: CommandHandler, { nameIn, answer }: InRange): CommandHandler {
  return {
    ...installed,
    version: `${installed.version}, own in a range`,
    refusal: (call, target) => {
      if (target.kind !== 'range') return installed.refusal?.(call, target) ?? null;
      return nameIn(call.argv) === null && call.argv.length > 0 ? (installed.refusal?.(call, target) ?? null) : null;
    },
    run: async (call: Call, context: CommandContext) => {
      const name = context.target.kind === 'range' ? nameIn(call.argv) : null;
      return name === null ? installed.run(call, context) : answer(name, addressOf(name, context.target));
    },
  };
}

function digName(argv: readonly string[]): string | null {
  const names = argv.filter((word) => word !== '+short' && !/^(?:A|IN)$/i.test(word));
  const [name, second] = names;
  return argv.includes('+short') && second === undefined && isName(name) ? (name ?? null) : null;
}

function isName(word: string | undefined): boolean {
  return word !== undefined && /^[\w$]/.test(word);
}
