import { type CommandLine, lastValue, optionTable, parseCommandLine, spellings } from '../command-line.ts';

const OPTIONS = optionTable([
  '-h=',
  '-p=',
  '-a, --pass=',
  '--user=',
  '-u=',
  '-n=',
  '-r=',
  '-i=',
  '-x',
  '-X=',
  '-s=',
  '-d=',
  '-D=',
  '-c',
  '-e',
  '-2',
  '-3',
  '--raw',
  '--no-raw',
  '--quoted-input',
  '--csv',
  '--json',
  '--quoted-json',
  '--no-auth-warning',
  '--askpass',
  '--tls',
  '--sni=',
  '--cacert=',
  '--cacertdir=',
  '--insecure',
  '--cert=',
  '--key=',
  '--tls-ciphers=',
  '--tls-ciphersuites=',
  '--scan',
  '--pattern=',
  '--quoted-pattern=',
  '--count=',
  '--bigkeys',
  '--memkeys',
  '--memkeys-samples=',
  '--hotkeys',
  '--stat',
  '--latency',
  '--latency-history',
  '--latency-dist',
  '--intrinsic-latency=',
  '--lru-test=',
  '--replica',
  '--slave',
  '--rdb=',
  '--functions-rdb=',
  '--pipe',
  '--pipe-timeout=',
  '--eval=',
  '--ldb',
  '--ldb-sync-mode',
  '--cluster=',
  '--verbose',
  '--show-pushes=',
  '--help',
  '--version',
  '-v',
]);

const CARRIED_OUT =
  /^(?:h|p|pass|user|u|n|r|x|e|2|raw|no-auth-warning|tls|sni|cacert|insecure|scan|pattern|count|verbose)$/;

/** Modes in which redis-cli sends commands of its own choice. */
export const MODES = ['bigkeys', 'memkeys', 'hotkeys', 'stat', 'latency', 'latency-history', 'latency-dist'];

export const REDIS_CLI_OPTIONS: readonly string[] = spellings(OPTIONS);

/** Options up to the first word of the command. */
export function parseRedisCli(argv: readonly string[]): CommandLine {
  return parseCommandLine(argv, OPTIONS);
}

export function refusedOption(line: CommandLine): string | null {
  const found = line.options.find(({ name }) => !CARRIED_OUT.test(name));
  return found ? `${found.name.length === 1 ? '-' : '--'}${found.name}` : null;
}

/** Whether commands, or the last argument of one, come from standard input. */
export function readsStandardInput(line: CommandLine): boolean {
  if (line.options.some(({ name }) => name === 'x')) return true;
  const hasMode = line.options.some(({ name }) =>
    [...MODES, 'scan', 'help', 'version', 'v', 'eval', 'cluster'].includes(name),
  );
  return line.operands.length === 0 && !hasMode;
}

export interface RedisSettings {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  /** Whether the password stands on the command line. */
  isPasswordShown: boolean;
  database: number;
  tls: boolean;
}

export class RedisUsageError extends Error {}

export function redisSettings(line: CommandLine, env: Readonly<Record<string, string>>): RedisSettings {
  const text = lastValue(line, 'u');
  const url = text === undefined ? null : parseUrl(text);
  const given = lastValue(line, 'pass');
  const password = url?.password ?? given ?? env.REDISCLI_AUTH ?? null;
  return {
    host: url?.host || lastValue(line, 'h') || '127.0.0.1',
    port: url?.port ?? Number(lastValue(line, 'p') ?? 6379),
    user: url?.user ?? lastValue(line, 'user') ?? null,
    password,
    isPasswordShown: (url?.password ?? given) !== undefined,
    database: url?.database ?? Number(lastValue(line, 'n') ?? 0),
    tls: url?.tls || line.options.some(({ name }) => name === 'tls'),
  };
}

/** `redis[s]://[user[:password]@]host[:port][/database]`; an empty user stands for none. */
function parseUrl(text: string) {
  const match = /^redis(s?):\/\/(?:([^:@/]*)(?::([^@]*))?@)?([^:/?]*)(?::(\d+))?(?:\/(\d+)?)?/.exec(text);
  if (!match) throw new RedisUsageError('Invalid URI scheme');
  const [, secure, name, secret, host, port, database] = match;
  // What stands alone before the @ is the password.
  const [user, password] = secret === undefined ? [undefined, name] : [name, secret];
  return {
    tls: secure === 's',
    host: host ?? '',
    ...(user && { user: decodeURIComponent(user) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(port && { port: Number(port) }),
    ...(database && { database: Number(database) }),
  };
}
