import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { CommandContext } from '@steadyhand/contracts';
import { CurlError } from './curl-error.ts';
import { parseUrl } from './options.ts';
import { headersFor, type Plan } from './request.ts';
import { type Reply, transfer } from './transfer.ts';

export interface FollowOptions {
  follow: boolean;
  maxRedirects: number;
  insecure: boolean;
  maxTimeMs: number | null;
  connectTimeoutMs: number | null;
}

/** A request with the redirects it led through. */
export interface Followed {
  url: URL;
  method: string;
  reply: Reply;
  /** Heads of all replies, the last included. */
  heads: readonly string[];
  /** Wall time of all but the last. */
  redirectMs: number;
  /** What `-v` says. */
  trace: string;
}

/** Makes the request and, where asked to, follows redirects as curl does. */
export async function request(
  start: URL,
  plan: Plan,
  { context, ...options }: FollowOptions & { context: CommandContext },
): Promise<Followed> {
  const heads: string[] = [];
  let trace = '';
  let redirectMs = 0;
  let url = start;
  let { method, body } = plan;
  let current = plan;
  for (let redirects = 0; ; redirects++) {
    const headers = headersFor(current, url, body);
    const reply = await transfer({
      url,
      method,
      headers,
      body,
      address: addressOf(url, context),
      ca: plan.ca,
      insecure: options.insecure,
      connectTimeoutMs: options.connectTimeoutMs,
      timeoutMs: options.maxTimeMs === null ? null : Math.max(1, options.maxTimeMs - redirectMs),
      signal: context.signal,
    });
    heads.push(reply.head);
    trace += traceOf(url, method, { headers, reply });
    const next = options.follow && !reply.error ? redirectOf(reply, url) : null;
    if (!next) return { url, method, reply: plan.compressed ? decoded(reply) : reply, heads, redirectMs, trace };
    if (redirects >= options.maxRedirects)
      throw new CurlError(47, `Maximum (${options.maxRedirects}) redirects followed`);
    redirectMs += reply.timings.total;
    // Credentials stay with the host that they were given for.
    if (next.host !== url.host)
      current = { ...current, credentials: null, bearer: null, cookie: null, headers: withoutSecrets(plan) };
    if (isTurnedToGet(reply.status, method)) {
      body = null;
      if (!plan.isMethodNamed) method = 'GET';
    }
    url = next;
  }
}

function isTurnedToGet(status: number, method: string): boolean {
  return method !== 'HEAD' && (status === 303 || (method === 'POST' && (status === 301 || status === 302)));
}

function withoutSecrets({ headers }: Plan): string[] {
  return headers.filter((header) => !/^(?:authorization|cookie)\s*:/i.test(header));
}

/** Where a redirect leads, whether it is followed or not; null when the reply is none. */
export function redirectOf({ status, headers }: Reply, from: URL): URL | null {
  if (status < 300 || status > 399 || !headers.location || !URL.canParse(headers.location, from.href)) return null;
  return new URL(headers.location, from.href);
}

function addressOf(url: URL, { target }: CommandContext): { host: string; port: number } {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = target.resolve(host, Number(url.port || (url.protocol === 'https:' ? 443 : 80)));
  if (address) return address;
  const note = `Steadyhand: ${host} is not a name of the environment "${target.environment}"; nothing was sent.`;
  throw new CurlError(6, `Could not resolve host: ${host}`, note);
}

function decoded(reply: Reply): Reply {
  const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
    gzip: gunzipSync,
    deflate: inflateSync,
    br: brotliDecompressSync,
  };
  const decode = decoders[reply.headers['content-encoding'] ?? ''];
  return decode && reply.body.length > 0 ? { ...reply, body: decode(reply.body) } : reply;
}

function traceOf(
  url: URL,
  method: string,
  { headers, reply }: { headers: readonly (readonly [string, string])[]; reply: Reply },
): string {
  const { address, port } = reply.remote;
  const sent = [`${method} ${url.pathname}${url.search} HTTP/1.1`, ...headers.map((header) => header.join(': ')), ''];
  return [
    `* Connected to ${url.hostname} (${address}) port ${port} (#0)`,
    ...sent.map((line) => `> ${line}`),
    ...reply.head
      .slice(0, -2)
      .split('\r\n')
      .map((line) => `< ${line}`),
    '',
  ].join('\n');
}

/** The URL of an operand; throws what curl says about one that it cannot use. */
export function usableUrl(text: string, plan: Plan): URL {
  const url = parseUrl(text);
  if (!url || url.hostname === '') throw new CurlError(3, 'URL using bad/illegal format or missing URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new CurlError(1, `Protocol "${url.protocol.slice(0, -1)}" not supported or disabled in libcurl`);
  if (plan.query !== null) url.search = url.search === '' ? plan.query : `${url.search}&${plan.query}`;
  return url;
}
