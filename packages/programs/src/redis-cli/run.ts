import type { Call, CommandContext, CommandResult } from '@steadyhand/contracts';
import { type CommandLine, hasOption, lastValue } from '../command-line.ts';
import { connectRedis, type RedisConnection, RedisConnectionError } from './connection.ts';
import {
  parseRedisCli,
  type RedisSettings,
  RedisUsageError,
  readsStandardInput,
  redisSettings,
  refusedOption,
} from './options.ts';
import type { Reply } from './resp.ts';
import { splitWords } from './split-words.ts';

/** Commands after which a connection no longer answers by question and answer. */
const ENDLESS = /^(?:monitor|p?subscribe|ssubscribe|sync|psync)$/i;

const WARNING = "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n";

/** redis-cli 7 for what is not interactive, with the output that it gives to a pipe. */
export async function runRedisCli({ argv, stdin }: Call, context: CommandContext): Promise<CommandResult> {
  const line = parseRedisCli(argv);
  const complaint = complaintAbout(line, stdin);
  if (complaint !== null) return { exitCode: 1, stdout: '', stderr: `${complaint}\n` };
  let settings: RedisSettings;
  try {
    settings = redisSettings(line, context.env);
  } catch (error) {
    if (!(error instanceof RedisUsageError)) throw error;
    return { exitCode: 1, stdout: '', stderr: `${error.message}\n` };
  }
  const output = await new RedisCli(line, settings, context).run(stdin);
  return { ...output, secrets: settings.password ? [settings.password] : [] };
}

function complaintAbout(line: CommandLine, stdin: string | null): string | null {
  if (line.problem) return `Unrecognized option or bad number of args for: '${line.problem.spelling}'`;
  const refused = refusedOption(line);
  if (refused) return `redis-cli: ${refused} is not carried out by Steadyhand`;
  const [command] = line.operands;
  if (command && ENDLESS.test(command.value))
    return `redis-cli: ${command.value} does not end, and is not carried out by Steadyhand`;
  if (readsStandardInput(line) && stdin === null)
    return 'redis-cli: an interactive session cannot be had here; give the command as arguments or by standard input';
  return null;
}

class RedisCli {
  readonly #line: CommandLine;
  readonly #settings: RedisSettings;
  readonly #context: CommandContext;
  readonly #stdout: Buffer[] = [];
  #stderr = '';

  constructor(line: CommandLine, settings: RedisSettings, context: CommandContext) {
    this.#line = line;
    this.#settings = settings;
    this.#context = context;
  }

  async run(stdin: string | null): Promise<CommandResult> {
    if (this.#settings.isPasswordShown && !this.#has('no-auth-warning')) this.#stderr += WARNING;
    let exitCode: number;
    let connection: RedisConnection | null = null;
    try {
      connection = await connectRedis(this.#settings, await this.#tls(), this.#context);
      await this.#introduce(connection);
      exitCode = await this.#perform(connection, stdin);
    } catch (error) {
      if (!(error instanceof RedisConnectionError)) throw error;
      this.#stderr += `${error.message}\n${error.note === null ? '' : `${error.note}\n`}`;
      exitCode = 1;
    } finally {
      connection?.close();
    }
    return { exitCode, ...asText(Buffer.concat(this.#stdout)), stderr: this.#stderr };
  }

  async #tls() {
    const path = lastValue(this.#line, 'cacert');
    const ca = path === undefined ? this.#context.target.ca : await this.#authority(path);
    return { ca, insecure: this.#has('insecure'), sni: lastValue(this.#line, 'sni') ?? null };
  }

  async #authority(path: string): Promise<string> {
    try {
      return Buffer.from(await this.#context.readFile(path)).toString();
    } catch {
      throw new RedisConnectionError('Invalid CA Certificate File/Directory');
    }
  }

  /** Gives the password and chooses the database. */
  async #introduce(connection: RedisConnection): Promise<void> {
    const { user, password, database } = this.#settings;
    if (password !== null) {
      const reply = await send(connection, ['AUTH', ...(user === null ? [] : [user]), password]);
      if (reply.kind === 'error') this.#stderr += `AUTH failed: ${reply.text}\n`;
    }
    if (database === 0) return;
    const reply = await send(connection, ['SELECT', String(database)]);
    if (reply.kind === 'error') this.#stderr += `SELECT ${database} failed: ${reply.text}\n`;
  }

  async #perform(connection: RedisConnection, stdin: string | null): Promise<number> {
    if (this.#has('scan')) return this.#scan(connection);
    const words = this.#line.operands.map(({ value }) => Buffer.from(value));
    if (this.#has('x')) words.push(Buffer.from(stdin ?? ''));
    if (words.length === 0) return this.#script(connection, stdin ?? '');
    const times = Math.max(1, Number(lastValue(this.#line, 'r') ?? 1));
    let exitCode = 0;
    for (let time = 0; time < times; time++) exitCode = await this.#command(connection, words);
    return exitCode;
  }

  async #command(connection: RedisConnection, words: readonly Buffer[]): Promise<number> {
    const isShutdown = words[0]?.toString().toLowerCase() === 'shutdown';
    const reply = await connection.send(words).catch((error: unknown): null => {
      // A server that was told to go goes without a word.
      if (isShutdown && error instanceof RedisConnectionError) return null;
      throw error;
    });
    if (reply === null) return 0;
    if (reply.kind === 'error' && this.#has('e')) {
      this.#stderr += `${reply.text}\n`;
      return 1;
    }
    this.#stdout.push(shown(reply), Buffer.from('\n'));
    return 0;
  }

  /** Lines of standard input, one command each. */
  async #script(connection: RedisConnection, text: string): Promise<number> {
    // A character for each byte, because an escape may stand for any byte.
    const bytes = Buffer.from(text).toString('latin1');
    for (const line of bytes.replace(/\n$/, '').split('\n')) {
      const words = splitWords(line);
      if (words === null) this.#stdout.push(Buffer.from('Invalid argument(s)\n'));
      else if (words.length === 0) continue;
      else if (/^(?:quit|exit)$/i.test(words[0] ?? '')) break;
      else if (ENDLESS.test(words[0] ?? ''))
        throw new RedisConnectionError(`redis-cli: ${words[0]} does not end, and is not carried out by Steadyhand`);
      else
        await this.#command(
          connection,
          words.map((word) => Buffer.from(word, 'latin1')),
        );
    }
    return 0;
  }

  async #scan(connection: RedisConnection): Promise<number> {
    const pattern = lastValue(this.#line, 'pattern');
    const count = lastValue(this.#line, 'count');
    const options = [
      ...(pattern === undefined ? [] : ['MATCH', pattern]),
      ...(count === undefined ? [] : ['COUNT', count]),
    ];
    let cursor = '0';
    do {
      const reply = await send(connection, ['SCAN', cursor, ...options]);
      if (reply.kind === 'error') throw new RedisConnectionError(`SCAN error: ${reply.text}`);
      const [next, keys] = reply.kind === 'array' ? reply.items : [];
      cursor = next?.kind === 'bulk' ? next.data.toString() : '0';
      for (const key of keys?.kind === 'array' ? keys.items : []) this.#stdout.push(shown(key), Buffer.from('\n'));
    } while (cursor !== '0');
    return 0;
  }

  #has(name: string): boolean {
    return hasOption(this.#line, name);
  }
}

function send(connection: RedisConnection, words: readonly string[]): Promise<Reply> {
  return connection.send(words.map((word) => Buffer.from(word)));
}

/** A reply as redis-cli writes it to a pipe: bare, nil as nothing, arrays one element a line. */
function shown(reply: Reply): Buffer {
  switch (reply.kind) {
    case 'bulk':
      return reply.data;
    case 'nil':
      return Buffer.alloc(0);
    case 'error':
      return Buffer.from(`${reply.text}\n`);
    case 'array':
      return Buffer.concat(
        reply.items.flatMap((item, at) => (at === 0 ? [shown(item)] : [Buffer.from('\n'), shown(item)])),
      );
    default:
      return Buffer.from(reply.text);
  }
}

function asText(bytes: Buffer): { stdout: string; binary?: boolean } {
  try {
    return { stdout: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { stdout: bytes.toString('latin1'), binary: true };
  }
}
