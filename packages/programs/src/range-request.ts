import { type CommandContext, SteadyError } from '@steadyhand/contracts';
import { transfer } from './curl/transfer.ts';

export interface RangeRequest {
  /** `/_range/docker` */
  path: string;
  body: object;
  /** Of the wall. */
  timeoutMs: number;
}

/** Asks the range that a session is in, beside AWS; gives its answer as it came. */
export async function askRangeItself(
  { path, body, timeoutMs }: RangeRequest,
  { target, signal }: CommandContext,
): Promise<unknown> {
  if (target.endpoint === undefined) throw new SteadyError('INTERNAL', { reason: 'the range has no endpoint' });
  const url = new URL(path, target.endpoint);
  const bytes = Buffer.from(JSON.stringify(body));
  const reply = await transfer({
    ...{ url, method: 'POST', body: bytes, signal, ca: undefined, insecure: false, connectTimeoutMs: null, timeoutMs },
    address: { host: url.hostname, port: Number(url.port) },
    headers: Object.entries({
      Host: url.host,
      'Content-Type': 'application/json',
      'Content-Length': String(bytes.length),
    }),
  });
  return JSON.parse(reply.body.toString('utf8'));
}
