/** `pg_isready`, carried out here as Postgres 15 does: a server that answers accepts, whatever it says of the user. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { hasOption, lastValue, optionTable, parseCommandLine } from '../command-line.ts';
import { connectionSettings } from '../psql/connection-settings.ts';

const OPTIONS = optionTable([
  '-d, --dbname=',
  '-h, --host=',
  '-p, --port=',
  '-q, --quiet',
  '-t, --timeout=',
  '-U, --username=',
]);

/** Exit codes and words of PQping (https://www.postgresql.org/docs/15/app-pg-isready.html). */
const ACCEPTING = { exitCode: 0, says: 'accepting connections' };
const REJECTING = { exitCode: 1, says: 'rejecting connections' };
const NO_RESPONSE = { exitCode: 2, says: 'no response' };
const NO_ATTEMPT = 3;

const grammar: ProgramGrammar = {
  program: 'pg_isready',
  summary: 'Asks whether a Postgres server takes connections',
  examples: ['pg_isready -h db -p 5432'],
  words: { commands: [], options: ['-d', '-h', '-p', '-q', '-t', '-U'] },
  analyse: () => judged('read', 'pg_isready: reads'),
};

export const pgIsReadyProgram: CommandHandler = {
  grammar,
  version: 'pg_isready@1',
  readsStdin: () => false,
  run: ({ argv }, context) => ask(argv, context),
};

async function ask(argv: readonly string[], context: CommandContext): Promise<CommandResult> {
  const line = parseCommandLine(argv, OPTIONS, { permute: true, equals: true });
  const extra = line.operands[0];
  if (line.problem || extra) {
    const problem = extra
      ? `error: too many command-line arguments (first is "${extra.value}")`
      : `unrecognized option '${line.problem?.spelling ?? ''}'`;
    const stderr = `pg_isready: ${problem}\npg_isready: hint: Try "pg_isready --help" for more information.\n`;
    return { exitCode: NO_ATTEMPT, stdout: '', stderr };
  }
  const { host, port, user, database } = connectionSettings(line, context.env);
  const seconds = Number(lastValue(line, 'timeout') ?? 3);
  const { exitCode, says } = await ping({ host, port, user, database, seconds }, context);
  return { exitCode, stdout: hasOption(line, 'quiet') ? '' : `${host}:${port} - ${says}\n`, stderr: '' };
}

interface Server {
  host: string;
  port: number;
  user: string;
  database: string;
  /** How long it may take; 0 is without end. */
  seconds: number;
}

async function ping(server: Server, { target, signal }: CommandContext): Promise<typeof ACCEPTING> {
  const to = target.resolve(server.host, server.port);
  if (to === null) return NO_RESPONSE;
  const limit = server.seconds > 0 ? AbortSignal.any([signal, AbortSignal.timeout(server.seconds * 1000)]) : signal;
  const socket = connect(to.port, to.host);
  try {
    await once(socket, 'connect', { signal: limit });
    socket.write(startup(server));
    return answerOf(await firstMessage(socket, limit));
  } catch {
    signal.throwIfAborted();
    return NO_RESPONSE;
  } finally {
    socket.destroy();
  }
}

/** StartupMessage of protocol 3.0 (https://www.postgresql.org/docs/15/protocol-message-formats.html). */
function startup({ user, database }: Server): Buffer {
  const words = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(words.length + head.length, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, words]);
}

async function firstMessage(socket: Socket, signal: AbortSignal): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  const isWhole = (): boolean => bytes.length >= 5 && bytes.length >= bytes.readInt32BE(1) + 1;
  const closed = once(socket, 'close', { signal });
  while (!isWhole()) if (await Promise.race([once(socket, 'data', { signal }).then(() => false), closed])) break;
  return bytes;
}

/** While it starts or ends, a server answers with `cannot_connect_now`. */
function answerOf(message: Buffer): typeof ACCEPTING {
  const kind = String.fromCharCode(message[0] ?? 0);
  if (kind === 'R') return ACCEPTING;
  if (kind === 'E') return message.includes('C57P03\0') ? REJECTING : ACCEPTING;
  return NO_RESPONSE;
}
