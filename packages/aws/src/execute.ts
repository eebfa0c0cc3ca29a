import { type ParsedCommand, parseCommand } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { unsupported } from './connection.ts';
import { ecrGetLoginPassword } from './custom/ecr-login.ts';
import { logsTail } from './custom/logs-tail.ts';
import { s3Ls } from './custom/s3-ls.ts';
import { CommandFailure, EXIT, usageFailure } from './failure.ts';
import { type Execution, runOperation, runWaiter } from './operation.ts';

const CUSTOM: Readonly<Record<string, (execution: Execution) => Promise<CommandResult>>> = {
  'logs tail': logsTail,
  's3 ls': s3Ls,
  'ecr get-login-password': ecrGetLoginPassword,
};

/** One `aws` command. Every failure is a result; only a fault of our own throws. */
export async function execute(argv: readonly string[], rest: Omit<Execution, 'parsed'>): Promise<CommandResult> {
  try {
    return await run({ ...rest, parsed: parseCommand(argv) });
  } catch (error) {
    if (rest.io.signal.aborted) return { exitCode: EXIT.interrupted, stdout: '', stderr: '' };
    if (error instanceof CommandFailure) return { exitCode: error.exitCode, stdout: '', stderr: error.message };
    throw error;
  }
}

function run(execution: Execution): Promise<CommandResult> | CommandResult {
  const { parsed } = execution;
  const name = `${parsed.service} ${parsed.command}`;
  if (parsed.kind === 'version')
    return text('aws-cli/2 (the interpreter of Steadyhand, on AWS SDK for JavaScript v3)\n');
  if (parsed.kind === 'help') return text(helpText(parsed));
  if (parsed.problem !== null) throw usageFailure(parsed.problem);
  if (parsed.kind === 'waiter') return runWaiter(execution);
  if (parsed.kind === 'custom') {
    const custom = CUSTOM[name];
    if (!custom) throw unsupported(name);
    return custom(execution);
  }
  if (SESSIONS.has(name)) {
    throw new CommandFailure(
      EXIT.other,
      `\nSessionManagerPlugin is not found. "aws ${name}" opens an interactive session, which is not carried out here; run it with the installed aws.\n`,
    );
  }
  return runOperation(execution);
}

const SESSIONS = new Set(['ecs execute-command', 'ssm start-session']);

function text(stdout: string): CommandResult {
  return { exitCode: EXIT.done, stdout, stderr: '' };
}

function helpText({ service, command }: ParsedCommand): string {
  const path = [service, command].filter((word) => word !== '' && word !== 'help');
  return `https://docs.aws.amazon.com/cli/latest/reference/${path.map((word) => `${word}/`).join('')}\n`;
}
