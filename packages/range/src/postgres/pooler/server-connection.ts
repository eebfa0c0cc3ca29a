import { connect, type Socket } from 'node:net';
import { SteadyError } from '@steadyhand/contracts';
import type { Address } from '../../network/loopback.ts';
import { errorFields, type Message, MessageReader, message, texts } from './messages.ts';
import { MECHANISM, response } from './scram.ts';

export interface Login {
  user: string;
  database: string;
  password: string;
}

/** Who has the connection for the moment. */
export interface Holder {
  onMessage(message: Message): void;
  onClose(): void;
}

/** A connection of the pool to the database, logged in. */
export interface ServerConnection {
  readonly socket: Socket;
  /** Whose pool it belongs to. */
  readonly key: string;
  /** What the server said of itself, as it came. */
  readonly parameters: Buffer;
  /** With which a statement of this connection is cancelled. */
  readonly cancelKey: Buffer;
  holder: Holder | null;
  close(): void;
}

const PROTOCOL = 196_608;

/** Rejects with the SQLSTATE of the server's refusal as `code`, or with that of the system. */
export function connectServer(address: Address, login: Login): Promise<ServerConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, noDelay: true });
    const reader = new MessageReader();
    const scram = response(login.password);
    const parameters: Buffer[] = [];
    let cancelKey: Buffer = Buffer.alloc(8);
    let connection: ServerConnection | null = null;

    const greet = async ({ type, bytes, body }: Message) => {
      if (type === 'R') await authenticate(socket, scram, body);
      else if (type === 'S') parameters.push(Buffer.from(bytes));
      else if (type === 'K') cancelKey = Buffer.from(body);
      else if (type === 'E') socket.destroy(refusal(body));
      else if (type === 'Z') {
        connection = {
          socket,
          key: poolKey(login),
          parameters: Buffer.concat(parameters),
          cancelKey,
          holder: null,
          close: () => socket.destroy(),
        };
        resolve(connection);
      }
    };
    socket.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      for (let next = reader.next(); next; next = reader.next()) {
        if (connection) connection.holder?.onMessage(next);
        else greet(next).catch((error) => socket.destroy(error));
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new SteadyError('INTERNAL', { reason: 'the database closed the connection' }));
      connection?.holder?.onClose();
    });
    const end = Buffer.from([0]);
    socket.write(message('', PROTOCOL, 'user', login.user, 'database', login.database, 'client_encoding', 'UTF8', end));
  });
}

export function poolKey({ user, database }: Pick<Login, 'user' | 'database'>): string {
  return JSON.stringify([user, database]);
}

const OK = 0;
const SASL = 10;
const SASL_CONTINUE = 11;
const SASL_FINAL = 12;

async function authenticate(socket: Socket, scram: ReturnType<typeof response>, body: Buffer): Promise<void> {
  const rest = body.subarray(4).toString('utf8');
  switch (body.readInt32BE()) {
    case SASL:
      return void socket.write(message('p', MECHANISM, scram.first.length, Buffer.from(scram.first)));
    case SASL_CONTINUE:
      return void socket.write(message('p', Buffer.from(await scram.answer(rest))));
    case SASL_FINAL:
    case OK:
      return;
    default:
      throw new SteadyError('INTERNAL', { reason: `the database asks for another login: ${texts(body).join(' ')}` });
  }
}

function refusal(body: Buffer): Error {
  const { C: code, M: text } = errorFields(body);
  return Object.assign(new SteadyError('INTERNAL', { reason: text ?? '' }), { sqlState: code });
}
