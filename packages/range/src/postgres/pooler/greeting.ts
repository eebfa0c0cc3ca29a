import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { ClientSession } from './client-session.ts';
import { fatal, type Message, message, texts } from './messages.ts';
import type { Tools } from './pooler.ts';
import { type Challenge, challenge, MECHANISM } from './scram.ts';

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const PROTOCOL_MAJOR = 3;
const KEY_BYTES = 8;
/** What a session may ask for at its beginning; the name of the application is not passed on. */
const STARTUP = new Set(['user', 'database', 'application_name', 'client_encoding']);

const authentication = (kind: number, ...parts: (Buffer | string)[]) => message('R', kind, ...parts);
const OK = 0;
const SASL = 10;
const SASL_CONTINUE = 11;
const SASL_FINAL = 12;

interface User {
  user: string;
  database: string;
  password: string;
}

/** A client up to its login: the start of the session (54.2.1) and SCRAM. */
export class Greeting {
  readonly #tools: Tools;
  readonly #socket: Socket;
  #user: User | null = null;
  #challenge: Challenge | null = null;
  session: ClientSession | null = null;

  constructor(tools: Tools, socket: Socket) {
    this.#tools = tools;
    this.#socket = socket;
  }

  /** Whether messages begin with their type, as all do but the first ones. */
  get isTyped(): boolean {
    return this.#user !== null;
  }

  async take({ type, body }: Message): Promise<void> {
    if (!this.#user) return this.#start(body);
    if (type !== 'p') return this.#refuse('08P01', 'expected a password message');
    if (!this.#challenge) return this.#begin(this.#user, body);
    const proof = await this.#challenge.verify(body.toString('utf8'));
    if (proof === null)
      return this.#refuse('28P01', `The password that was provided for the role ${this.#user.user} is wrong.`);
    this.#socket.write(Buffer.concat([authentication(SASL_FINAL, Buffer.from(proof)), authentication(OK)]));
    await this.#welcome(this.#user);
  }

  async #start(body: Buffer): Promise<void> {
    const code = body.readInt32BE();
    if (code === SSL_REQUEST || code === GSS_REQUEST) return void this.#socket.write('N');
    if (code === CANCEL_REQUEST) return this.#cancel(body.subarray(4));
    if (code >> 16 !== PROTOCOL_MAJOR) return this.#refuse('08P01', 'unsupported frontend protocol');
    // A newer client is told that there is nothing newer here.
    if ((code & 0xffff) > 0) this.#socket.write(message('v', code & ~0xffff, 0));
    const parameters = parametersOf(body.subarray(4));
    const { user = '', database = user, client_encoding: encoding = 'UTF8' } = parameters;
    const unknown = Object.keys(parameters).find((name) => !STARTUP.has(name));
    if (unknown !== undefined)
      return this.#refuse('0A000', `The proxy does not support the startup parameter ${unknown}.`);
    if (!/^'?utf-?8'?$/i.test(encoding))
      return this.#refuse('0A000', `The proxy does not support the encoding ${encoding}.`);
    const password = this.#tools.options.passwordOf(user);
    if (password === null) {
      return this.#refuse(
        '28000',
        `This RDS proxy has no credentials for the role ${user}. Check the credentials for this role and try again.`,
      );
    }
    this.#user = { user, database, password };
    this.#socket.write(authentication(SASL, MECHANISM, Buffer.from([0])));
  }

  async #begin({ password }: User, body: Buffer): Promise<void> {
    const [mechanism = ''] = texts(body);
    const first = body.subarray(mechanism.length + 1 + 4).toString('utf8');
    this.#challenge = mechanism === MECHANISM ? challenge(first, password) : null;
    if (!this.#challenge) return this.#refuse('08P01', 'malformed SCRAM message');
    this.#socket.write(authentication(SASL_CONTINUE, Buffer.from(this.#challenge.first)));
  }

  /** What the database says of itself is what clients are told. */
  async #welcome(user: User): Promise<void> {
    const { pool, sessions } = this.#tools;
    const key = randomBytes(KEY_BYTES);
    const session = new ClientSession(this.#socket, pool, user);
    const parameters = await this.#parameters(user);
    if (!parameters) return;
    this.session = session;
    sessions.set(key.toString('hex'), session);
    this.#socket.once('close', () => sessions.delete(key.toString('hex')));
    this.#socket.write(Buffer.concat([parameters, message('K', key), message('Z', Buffer.from('I'))]));
  }

  async #parameters(user: User): Promise<Buffer | null> {
    const { pool } = this.#tools;
    if (this.#tools.parameters) return this.#tools.parameters;
    try {
      const server = await pool.borrow(user);
      this.#tools.parameters = server.parameters;
      pool.release(server);
      return server.parameters;
    } catch (error) {
      const { sqlState = '08006' } = error as { sqlState?: string };
      this.#refuse(sqlState, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Passed on under the key of the connection that the client has at this moment. */
  #cancel(key: Buffer): void {
    const { sessions, options } = this.#tools;
    const theirs = sessions.get(key.toString('hex'))?.cancelKey;
    const address = options.target();
    this.#socket.end();
    if (!theirs || !address) return;
    const socket = connect(address);
    socket.on('error', () => {});
    socket.end(message('', CANCEL_REQUEST, theirs));
  }

  #refuse(code: string, text: string): void {
    this.#socket.end(fatal(code, text));
  }
}

function parametersOf(body: Buffer): Record<string, string> {
  const words = texts(body);
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < words.length && words[i] !== ''; i += 2) pairs.push([words[i] ?? '', words[i + 1] ?? '']);
  return Object.fromEntries(pairs);
}
