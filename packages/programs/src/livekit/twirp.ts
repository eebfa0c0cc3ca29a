/**
 * Requests of Twirp v7 with JSON bodies (https://twitchtv.github.io/twirp/docs/spec_v7.html), as the generated Go client
 * makes them. The SDK's own ask with the global `fetch`, which knows neither the names of a range nor a session's end,
 * and ask again in another region, which a change must not.
 */
import type { CommandContext } from '@steadyhand/contracts';
import { CurlError } from '../curl/curl-error.ts';
import { type Reply, transfer } from '../curl/transfer.ts';
import { LivekitError } from './livekit-error.ts';

const TIMEOUT_MS = 30_000;

type Request = [service: string, method: string, data: unknown, headers: Readonly<Record<string, string>>];

/** What the SDK's clients ask with. */
export interface Rpc {
  request(...request: Request): Promise<unknown>;
}

/** `base` is http or https. Its requests reject with a {@link LivekitError}, or with the signal's reason. */
export function twirpTo(base: URL, { target, signal }: CommandContext): Rpc {
  const host = base.hostname.replace(/^\[|\]$/g, '');
  return {
    request: async (...[service, method, data, headers]) => {
      const url = new URL(`${base.pathname.replace(/\/$/, '')}/twirp/livekit.${service}/${method}`, base);
      const failed = (reason: string): LivekitError =>
        new LivekitError(`twirp error internal: failed to do request: Post "${url.href}": ${reason}`);
      const address = target.resolve(host, Number(base.port || (base.protocol === 'https:' ? 443 : 80)));
      if (address === null) {
        const note = `Steadyhand: ${host} is not a name of the environment "${target.environment}"; nothing was sent.`;
        throw failed(`dial tcp: lookup ${host}: no such host\n${note}`);
      }
      const body = Buffer.from(JSON.stringify(data));
      const sent = { Host: base.host, 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
      const reply = await transfer({
        ...{ url, method: 'POST', body, address, signal, ca: target.ca },
        headers: Object.entries({ ...sent, ...headers }),
        ...{ insecure: false, connectTimeoutMs: null, timeoutMs: TIMEOUT_MS },
      }).catch((error: unknown): Reply => {
        throw error instanceof CurlError ? failed(error.message.split('\n', 1).join()) : error;
      });
      if (reply.error) throw failed(reply.error.message);
      if (reply.status !== 200) throw refusal(reply);
      return parsed(reply) ?? unreadable();
    },
  };
}

function unreadable(): never {
  throw new LivekitError('twirp error internal: failed to unmarshal json response');
}

/** The server's own words, or those that stand for an answer of something between (spec_v7, "Intermediary errors"). */
function refusal(reply: Reply): LivekitError {
  const { code, msg } = parsed(reply) ?? {};
  if (typeof code === 'string') return new LivekitError(`twirp error ${code}: ${String(msg ?? '')}`);
  const { status, head } = reply;
  const text = /^HTTP\/\S+ \d+ ?(.*)/.exec(head)?.[1]?.trim() ?? '';
  const kind = INTERMEDIARY[status] ?? 'unknown';
  return new LivekitError(`twirp error ${kind}: Error from intermediary with HTTP status code ${status} "${text}"`);
}

const INTERMEDIARY: Readonly<Record<number, string>> = {
  400: 'internal',
  401: 'unauthenticated',
  403: 'permission_denied',
  404: 'bad_route',
  429: 'resource_exhausted',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function parsed({ body }: Reply): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
