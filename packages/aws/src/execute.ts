import { type ParsedCommand, parseCommand } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { unsupported } from './connection.ts';
import { ecrGetLoginPassword } from './custom/ecr-login.ts';
import { logsTail } from './custom/logs-tail.ts';
import { s3Mb, s3Rb } from './custom/s3/buckets.ts';
import { s3Presign } from './custom/s3/presign.ts';
import { s3Transfer } from './custom/s3/transfer.ts';
import { s3Ls } from './custom/s3-ls.ts';
import { ecsExecuteCommand, ssmStartSession } from './custom/session/run-session.ts';
import { CommandFailure, EXIT, Unsupported, usageFailure } from './failure.ts';
import { type Execution, runOperation, runWaiter } from './operation.ts';

const CUSTOM: Readonly<Record<string, (execution: Execution) => Promise<CommandResult>>> = {
  'logs tail': logsTail,
  's3 cp': s3Transfer,
  's3 ls': s3Ls,
  's3 mb': s3Mb,
  's3 mv': s3Transfer,
  's3 presign': s3Presign,
  's3 rb': s3Rb,
  's3 rm': s3Transfer,
  's3 sync': s3Transfer,
  'ecr get-login-password': ecrGetLoginPassword,
};

/** Who carries out what is not carried out here; null where nobody does. */
export type Otherwise = ((argv: readonly string[]) => Promise<CommandResult>) | null;

/** One `aws` command. Every failure is a result; only a fault of our own throws. */
export async function execute(
  argv: readonly string[],
  { otherwise = null, ...rest }: Omit<Execution, 'parsed'> & { otherwise?: Otherwise },
): Promise<CommandResult> {
  try {
    return await run({ ...rest, parsed: parseCommand(argv) }).catch((error: unknown) => {
      if (error instanceof Unsupported && otherwise) return otherwise(argv);
      throw error;
    });
  } catch (error) {
    if (rest.io.signal.aborted) return { exitCode: EXIT.interrupted, stdout: '', stderr: '' };
    if (error instanceof CommandFailure) return { exitCode: error.exitCode, stdout: '', stderr: error.message };
    throw error;
  }
}

async function run(execution: Execution): Promise<CommandResult> {
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
  const session = SESSIONS[name];
  const isSkeleton = parsed.given.some(({ flag }) => flag.name === 'generate-cli-skeleton');
  return session && !isSkeleton ? session(execution) : runOperation(execution);
}

const SESSIONS: Readonly<Record<string, (execution: Execution) => Promise<CommandResult>>> = {
  'ecs execute-command': ecsExecuteCommand,
  'ssm start-session': ssmStartSession,
};

function text(stdout: string): CommandResult {
  return { exitCode: EXIT.done, stdout, stderr: '' };
}

function helpText({ service, command }: ParsedCommand): string {
  const path = [service, command].filter((word) => word !== '' && word !== 'help');
  return `https://docs.aws.amazon.com/cli/latest/reference/${path.map((word) => `${word}/`).join('')}\n`;
}
