/** `aws ecs execute-command`, and `aws ssm start-session` with a document that runs a command. */
import { AgentMessageError, type CommandResult } from '@steadyhand/contracts';
import { CommandFailure, EXIT } from '../../failure.ts';
import { buildParams } from '../../input/params.ts';
import type { Io } from '../../io.ts';
import { connectOperation, type Execution } from '../../operation.ts';
import { isObject, type Tree, type TreeObject } from '../../output/tree.ts';
import type { Params } from '../../schema.ts';
import { runDataChannel, SessionError } from './data-channel.ts';
import { openWebSocket, WebSocketError, type WebSocketOptions } from './web-socket.ts';

/** A shell that would wait for somebody to type; one that is given its command is not. */
const BARE_SHELL = /^\s*(?:\/\S*\/)?(?:env\s+)?(?:ba|a|da|k|z)?sh(?:\s+-[il]+)*\s*$/;

export async function ecsExecuteCommand(execution: Execution): Promise<CommandResult> {
  const { caller } = await connectOperation(execution, 'ecs', 'ExecuteCommand');
  const params = await buildParams(execution.parsed, caller.input, execution.io);
  refuseShell(execution, String(params.command ?? ''), ['ecs execute-command', '--command "sh -c \'…\'"']);
  const { tree } = await caller.call(params);
  return attach(execution, isObject(tree.session) ? tree.session : {});
}

export async function ssmStartSession(execution: Execution): Promise<CommandResult> {
  const { caller } = await connectOperation(execution, 'ssm', 'StartSession');
  const params = await buildParams(execution.parsed, caller.input, execution.io);
  const instead = '--document-name AWS-StartNonInteractiveCommand --parameters \'command=["…"]\'';
  refuseShell(execution, commandOf(params), ['ssm start-session', instead]);
  return attach(execution, (await caller.call(params)).tree);
}

function commandOf({ DocumentName, Parameters }: Params): string {
  if (!/^AWS-Start(?:Non)?InteractiveCommand$/.test(String(DocumentName ?? ''))) return 'sh';
  const { command } = (Parameters ?? {}) as { command?: readonly string[] };
  return (command ?? ['sh']).join(' ');
}

function refuseShell({ io }: Execution, command: string, [name, instead]: readonly [string, string]): void {
  if (io.terminal || !BARE_SHELL.test(command)) return;
  throw new CommandFailure(
    EXIT.other,
    `\n"aws ${name}" would open a shell, and nobody can type into it here. Give what is to run: ${instead}; or open it in a terminal with the installed aws.\n`,
  );
}

async function attach({ io }: Execution, session: TreeObject): Promise<CommandResult> {
  const id = textOf(session.sessionId ?? session.SessionId);
  const url = textOf(session.streamUrl ?? session.StreamUrl);
  const token = textOf(session.tokenValue ?? session.TokenValue);
  const chunks: Uint8Array[] = [];
  const decoder = new TextDecoder();
  const output = (data: Uint8Array) => {
    chunks.push(data);
    io.live(decoder.decode(data, { stream: true }));
  };
  const say = (text: string) => output(Buffer.from(text));
  const result = (exitCode: number, stderr: string): CommandResult => {
    const bytes = Buffer.concat(chunks);
    const text = bytes.toString('utf8');
    const isText = Buffer.from(text).equals(bytes);
    const stdout = isText ? { stdout: text } : { stdout: bytes.toString('latin1'), binary: true };
    return { exitCode, ...stdout, stderr, secrets: [token] };
  };
  say(`\nStarting session with SessionId: ${id}\n`);
  try {
    const socket = await openWebSocket(url, socketOptions(url, io));
    try {
      const end = await runDataChannel(
        socket,
        { token, clock: io.clock, terminal: io.terminal },
        { output, message: (text) => say(`${text}\n`) },
      );
      say(
        end.reason === ''
          ? `\n\nExiting session with sessionId: ${id}.\n\n`
          : `\n\nSessionId: ${id} : ${end.reason}\n\n`,
      );
      return result(end.exitCode ?? EXIT.done, '');
    } finally {
      socket.close();
    }
  } catch (error) {
    if (io.signal.aborted) return result(EXIT.interrupted, '');
    if (error instanceof CommandFailure) throw error;
    if (error instanceof SessionError || error instanceof AgentMessageError || isConnectionError(error))
      return result(EXIT.other, `\nThe session ${id} failed: ${error.message}\n`);
    throw error;
  }
}

/** In a range the channel leads to where the range says, or is not opened. */
function socketOptions(url: string, io: Io): WebSocketOptions {
  if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol))
    throw new CommandFailure(EXIT.other, `\nThe service named no data channel: "${url}"\n`);
  if (io.target?.kind !== 'range') return { signal: io.signal };
  const { hostname, port, protocol } = new URL(url);
  const address = io.target.resolve(hostname, Number(port || (protocol === 'wss:' ? 443 : 80)));
  if (!address) throw new CommandFailure(EXIT.other, `\nThe request would leave the range: ${hostname}\n`);
  return { signal: io.signal, address, ca: io.target.ca };
}

function isConnectionError(error: unknown): error is Error {
  return error instanceof WebSocketError || (error instanceof Error && 'code' in error);
}

function textOf(tree: Tree | undefined): string {
  return typeof tree === 'string' ? tree : '';
}
