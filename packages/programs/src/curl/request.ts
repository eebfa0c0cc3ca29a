import type { CommandContext } from '@steadyhand/contracts';
import { allValues, type CommandLine, hasOption, lastValue } from '../command-line.ts';
import { readBody } from './body.ts';
import { CurlError } from './curl-error.ts';
import { dataOptions, methodOf } from './options.ts';

/** What the options ask for, the same for every URL of a call. */
export interface Plan {
  method: string;
  /** Whether `-X` names the method, which then outlives redirects. */
  isMethodNamed: boolean;
  /** As given with `-H`, in order. */
  headers: readonly string[];
  credentials: string | null;
  bearer: string | null;
  userAgent: string;
  referer: string | null;
  cookie: string | null;
  isJson: boolean;
  compressed: boolean;
  body: Buffer | null;
  /** `-G`: what to put behind the `?`. */
  query: string | null;
  ca: string | undefined;
}

export async function makePlan(line: CommandLine, stdin: string | null, context: CommandContext): Promise<Plan> {
  const data = await readBody(dataOptions(line), stdin, context);
  const toQuery = hasOption(line, 'get');
  const cookie = lastValue(line, 'cookie') ?? null;
  if (cookie !== null && !cookie.includes('='))
    throw new CurlError(2, 'option -b: reading cookies from a file is not supported here');
  return {
    method: methodOf(line),
    isMethodNamed: hasOption(line, 'request'),
    headers: allValues(line, 'header'),
    credentials: lastValue(line, 'user') ?? null,
    bearer: lastValue(line, 'oauth2-bearer') ?? null,
    userAgent: lastValue(line, 'user-agent') ?? 'curl/7.88.1',
    referer: lastValue(line, 'referer') ?? null,
    cookie,
    isJson: hasOption(line, 'json'),
    compressed: hasOption(line, 'compressed'),
    body: toQuery ? null : data,
    // curl writes the escapes of a query in small letters.
    query: toQuery && data ? data.toString().replace(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase()) : null,
    ca: await authorities(
      lastValue(line, 'cacert') ?? context.env.CURL_CA_BUNDLE ?? context.env.SSL_CERT_FILE,
      context,
    ),
  };
}

async function authorities(path: string | undefined, context: CommandContext): Promise<string | undefined> {
  if (path === undefined) return context.target.ca;
  try {
    return Buffer.from(await context.readFile(path)).toString();
  } catch {
    throw new CurlError(77, `error setting certificate file: ${path}`);
  }
}

/** The request headers in curl's order; a header given with `-H` stands in for curl's own, an empty one takes it away. */
export function headersFor(plan: Plan, url: URL, body: Buffer | null): (readonly [string, string])[] {
  const own: [string, string | null][] = [
    ['Host', url.host],
    ['Authorization', authorization(plan, url)],
    ['User-Agent', plan.userAgent || null],
    ['Accept', plan.isJson ? 'application/json' : '*/*'],
    ['Accept-Encoding', plan.compressed ? 'deflate, gzip, br' : null],
    ['Referer', plan.referer],
    ['Cookie', plan.cookie],
    ['Content-Type', body && (plan.isJson ? 'application/json' : 'application/x-www-form-urlencoded')],
  ];
  const given = plan.headers.map(splitHeader);
  const names = new Set(given.map(({ name }) => name.toLowerCase()));
  const kept = own.flatMap(([name, value]) =>
    value === null || names.has(name.toLowerCase()) ? [] : [[name, value] as const],
  );
  const added = given.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
  const length = body && !names.has('content-length') ? [['Content-Length', String(body.length)] as const] : [];
  return [...kept, ...added, ...length];
}

/** `Name: value`; `Name:` takes the header away; `Name;` sends it empty. */
function splitHeader(text: string): { name: string; value: string | null } {
  const colon = text.indexOf(':');
  if (colon < 0) return { name: text.replace(/;\s*$/, ''), value: text.trimEnd().endsWith(';') ? '' : null };
  const value = text.slice(colon + 1).trim();
  return { name: text.slice(0, colon), value: value === '' ? null : value };
}

function authorization({ credentials, bearer }: Plan, url: URL): string | null {
  if (bearer !== null) return `Bearer ${bearer}`;
  const fromUrl = url.username && `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const pair = credentials ?? (fromUrl || null);
  if (pair === null) return null;
  return `Basic ${Buffer.from(pair.includes(':') ? pair : `${pair}:`).toString('base64')}`;
}

/** What of a plan must never be shown. */
export function secretsOf(plan: Plan): string[] {
  const password = plan.credentials?.slice(plan.credentials.indexOf(':') + 1);
  const values = plan.headers
    .map(splitHeader)
    .flatMap(({ name, value }) => (isSecretHeader(name) && value ? [value] : []));
  return [password, plan.bearer, ...values].filter(
    (secret): secret is string => typeof secret === 'string' && secret !== '',
  );
}

function isSecretHeader(name: string): boolean {
  return /^(?:authorization|proxy-authorization|cookie|x-.*(?:token|key|auth).*)$/i.test(name);
}
