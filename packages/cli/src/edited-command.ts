import { analyseShell } from '@steadyhand/bash';
import { type Question, SteadyError } from '@steadyhand/contracts';

type Approval = Extract<Question, { kind: 'approval' }>;

/** What redaction puts in place of a secret: an edited command has to be whole. */
const SECRET = '[secret]';

/**
 * The arguments of a command that is to run in place of the one that is asked about: one plain command of the same
 * program, with nothing left for a shell to fill in. Rejects with NOTHING_ASKED otherwise.
 */
export function editedArguments(runId: string, question: Approval, text: string): string[] {
  const program = programOf(question.command);
  const refuse = (reason: string): SteadyError => new SteadyError('NOTHING_ASKED', { id: runId, reason });
  const { commands, uses, assignments, redirections, functions, error } = analyseShell(text);
  const [command] = commands;
  if (error !== null || command === undefined)
    throw refuse(`"${text}" is no command (${error?.message ?? 'it is empty'})`);
  const isPrefixed = /^[A-Za-z_]\w*=/.test(command.text);
  if (commands.length > 1 || isPrefixed || assignments.length + redirections.length + functions.length > 0) {
    throw refuse(`"${text}" is more than one plain command`);
  }
  if (uses.length > 0 || command.unresolved.size > 0) {
    throw refuse(`"${text}" has something left to fill in; give every value`);
  }
  if (command.program !== program) {
    throw refuse(`an edited command is of the same program: ${program}, not ${command.program}`);
  }
  if (command.argv.some((word) => word.includes(SECRET)))
    throw refuse(`${SECRET} stands for a value that is not shown`);
  return command.argv;
}

export function programOf(command: string): string {
  return analyseShell(command).commands[0]?.program ?? command.split(' ')[0] ?? '';
}
