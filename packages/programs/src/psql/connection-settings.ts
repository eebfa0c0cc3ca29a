import type { CommandContext } from '@steadyhand/contracts';
import { type CommandLine, lastValue } from '../command-line.ts';

/** libpq's settings, as far as they are looked at. */
export interface ConnectionSettings {
  host: string;
  port: number;
  user: string;
  database: string;
  password: string | null;
  sslmode: string;
  sslrootcert: string | null;
  options: string | null;
  applicationName: string;
  connectTimeoutMs: number;
}

export class ConninfoError extends Error {}

/**
 * Where psql connects to: the connection string or the operands, then the options, then the environment
 * (https://www.postgresql.org/docs/15/libpq-connect.html). Without a host it is `localhost`: a session has no sockets.
 */
export function connectionSettings(line: CommandLine, env: CommandContext['env']): ConnectionSettings {
  const [dbOperand, userOperand] = line.operands;
  const named = lastValue(line, 'dbname');
  // With -d, the first operand is the user.
  const database = named ?? dbOperand?.value;
  const given = database === undefined ? {} : parseConninfo(database);
  const fromOptions = {
    host: lastValue(line, 'host'),
    port: lastValue(line, 'port'),
    user: lastValue(line, 'username') ?? (named === undefined ? userOperand : dbOperand)?.value,
  };
  const pick = (name: string, variable: string): string | undefined => given[name] || env[variable] || undefined;
  const user = given.user ?? fromOptions.user ?? env.PGUSER ?? env.USER ?? 'postgres';
  const timeout = Number(pick('connect_timeout', 'PGCONNECT_TIMEOUT') ?? 0);
  return {
    host: given.hostaddr ?? given.host ?? fromOptions.host ?? env.PGHOST ?? 'localhost',
    port: portNumber(given.port ?? fromOptions.port ?? env.PGPORT ?? '5432'),
    user,
    database: given.dbname ?? env.PGDATABASE ?? user,
    password: given.password ?? env.PGPASSWORD ?? null,
    sslmode: pick('sslmode', 'PGSSLMODE') ?? 'prefer',
    sslrootcert: pick('sslrootcert', 'PGSSLROOTCERT') ?? null,
    options: pick('options', 'PGOPTIONS') ?? null,
    applicationName: pick('application_name', 'PGAPPNAME') ?? 'psql',
    connectTimeoutMs: timeout > 0 ? Math.max(2, timeout) * 1000 : 0,
  };
}

function portNumber(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text))
    throw new ConninfoError(`invalid integer value "${text}" for connection option "port"`);
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new ConninfoError(`invalid port number: "${text}"`);
  return port;
}

/** A URL, `key=value` pairs, or the name of a database. */
export function parseConninfo(text: string): Record<string, string> {
  if (/^postgres(?:ql)?:\/\//.test(text)) return parseUrl(text);
  return text.includes('=') ? parsePairs(text) : { dbname: text };
}

/** Written out because a password in such a URL often holds characters that the URL class does not take. */
function parseUrl(text: string): Record<string, string> {
  const match =
    /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::(.*))?@)?(\[[^\]]*\]|[^:/?@]*)(?::([^/?]*))?(?:\/([^?]*))?(?:\?(.*))?$/s.exec(
      text,
    );
  if (!match) throw new ConninfoError('invalid connection URL');
  const [, user, password, host, port, dbname, query] = match;
  const parts = { user, password, host: host?.replace(/^\[|\]$/g, ''), port, dbname };
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(parts)) if (value) settings[name] = decode(value);
  for (const pair of (query ?? '').split('&').filter(Boolean)) {
    const at = pair.indexOf('=');
    if (at < 0) throw new ConninfoError(`missing key/value separator "=" in URI query parameter: "${pair}"`);
    settings[decode(pair.slice(0, at))] = decode(pair.slice(at + 1));
  }
  if (settings.ssl === 'true') settings.sslmode = 'require';
  return settings;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConninfoError(`invalid percent-encoded token: "${text}"`);
  }
}

function parsePairs(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))\s*/sy;
  while (pair.lastIndex < text.length) {
    const at = pair.lastIndex;
    const match = pair.exec(text);
    if (!match) throw new ConninfoError(`missing "=" after "${text.slice(at).trim()}" in connection info string`);
    settings[match[1] ?? ''] = (match[2] ?? match[3] ?? '').replace(/\\(.)/gs, '$1');
  }
  return settings;
}
