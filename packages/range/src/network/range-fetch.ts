import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { type Hosts, locate } from './hosts.ts';

/** `fetch` for which the names of the range resolve, and no others do. */
export function rangeFetch(hosts: () => Hosts, ca: string | null): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    const secure = url.protocol === 'https:';
    const to = locate(hosts(), url.hostname, Number(url.port || (secure ? 443 : 80)));
    if (!to) throw new TypeError(`fetch failed: ${url.host} is not in this range`);
    const headers = { ...Object.fromEntries(asked.headers), host: url.host };
    const path = url.pathname + url.search;
    const options = { ...to, path, method: asked.method, headers, signal: asked.signal };
    const outgoing = secure
      ? requestHttps({ ...options, servername: url.hostname, ...(ca === null ? {} : { ca }) })
      : requestHttp(options);
    outgoing.end(Buffer.from(await asked.arrayBuffer()));
    return new Promise((resolve, reject) => {
      outgoing.on('response', (answered) => resolve(responseOf(answered)));
      outgoing.on('error', (cause) => reject(new TypeError('fetch failed', { cause })));
    });
  };
}

const WITHOUT_BODY = new Set([204, 205, 304]);

function responseOf(answered: IncomingMessage): Response {
  const status = answered.statusCode ?? 0;
  const headers = Object.entries(answered.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  const { statusMessage = '' } = answered;
  if (WITHOUT_BODY.has(status)) {
    answered.resume();
    return new Response(null, { status, statusText: statusMessage, headers });
  }
  return new Response(Readable.toWeb(answered) as ReadableStream, { status, statusText: statusMessage, headers });
}
