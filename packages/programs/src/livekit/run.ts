import type { Call, CommandContext, CommandResult } from '@steadyhand/contracts';
import { EgressClient, IngressClient, RoomServiceClient } from 'livekit-server-sdk';
import { type ActionName, type Command, commandOf } from './commands.ts';
import { Given } from './given.ts';
import { LivekitError } from './livekit-error.ts';
import { CONNECTION, parseLivekit } from './options.ts';
import * as participants from './participants.ts';
import * as rooms from './rooms.ts';
import { settingsOf } from './settings.ts';
import * as streams from './streams.ts';
import { createToken } from './tokens.ts';
import { twirpTo } from './twirp.ts';
import { type Action, Output, type Work } from './work.ts';

const ACTIONS: Readonly<Record<ActionName, Action>> = { ...rooms, ...participants, ...streams, createToken };

/** Options in which the real program replaces `%t`, `%x` and others. */
const TEMPLATES = ['room', 'identity', 'name'];

/** One call of a command that is carried out here ({@link commandOf}). */
export async function runLivekit({ program, argv }: Call, context: CommandContext): Promise<CommandResult> {
  const output = new Output();
  const result = (exitCode: number): CommandResult => {
    const { stdout, stderr, secrets } = output;
    return { exitCode, stdout, stderr, secrets };
  };
  try {
    const { given, command } = read(program, argv);
    const work = prepare(given, output, context);
    await ACTIONS[command.action](work);
    return result(0);
  } catch (error) {
    context.signal.throwIfAborted();
    output.note(wordsOf(error));
    return result(1);
  }
}

function read(program: string, argv: readonly string[]): { given: Given; command: Command } {
  const line = parseLivekit(argv);
  const { problem } = line;
  if (problem?.kind === 'missing-argument') throw new LivekitError(`flag needs an argument: ${problem.spelling}`);
  if (problem) throw new LivekitError(`Incorrect Usage: flag provided but not defined: ${problem.spelling}`);
  const words = line.operands.map(({ value }) => value);
  const found = commandOf(words);
  if (!found) throw new LivekitError(`${program} ${words.join(' ')}: Steadyhand does not carry this command out`);
  const { command, depth } = found;
  const other = line.options.find(({ name }) => !CONNECTION.has(name) && !command.options.includes(name));
  if (other) {
    const path = words.slice(0, depth).join(' ');
    throw new LivekitError(`${program} ${path} with --${other.name}: Steadyhand does not carry this option out`);
  }
  const given = new Given(line, words.slice(depth));
  const template = TEMPLATES.find((name) => /%[tTYmdHMSxUhp]/.test(given.value(name)));
  if (template !== undefined)
    throw new LivekitError(`${program}: --${template} is a template, which Steadyhand does not fill in`);
  const missing = (command.needs ?? []).filter((name) => given.value(name) === '');
  if (missing.length > 0)
    throw new LivekitError(`Required flag${missing.length > 1 ? 's' : ''} "${missing.join(', ')}" not set`);
  return { given, command };
}

function prepare(given: Given, output: Output, context: CommandContext): Work {
  const settings = settingsOf(given, context);
  output.secrets.push(settings.apiSecret);
  if (settings.note !== '') output.note(settings.note);
  const rpc = twirpTo(settings.url, context);
  const { apiKey, apiSecret } = settings;
  const address = settings.url.href;
  return {
    ...{ given, settings, output },
    rooms: Object.assign(new RoomServiceClient(address, apiKey, apiSecret), { rpc }),
    egress: Object.assign(new EgressClient(address, apiKey, apiSecret), { rpc }),
    ingress: Object.assign(new IngressClient(address, apiKey, apiSecret), { rpc }),
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof LivekitError) return error.message;
  // What the SDK says of an answer that it cannot read.
  if (error instanceof Error && error.message.startsWith('cannot decode'))
    return 'twirp error internal: failed to unmarshal json response';
  throw error;
}
