import {
  type CommandContext,
  DockerAnswerSchema,
  type DockerImage,
  type DockerRequest,
  SteadyError,
} from '@steadyhand/contracts';
import { transfer } from '../curl/transfer.ts';
import { DockerError } from './docker-error.ts';

/** A build bundles a program, which takes a moment on a slow machine. */
const TIMEOUT_MS = 120_000;

/** What the range says of the images that a request is about. Throws a DockerError in docker's words. */
export async function askRange(request: DockerRequest, { target, signal }: CommandContext): Promise<DockerImage[]> {
  if (target.endpoint === undefined) throw new SteadyError('INTERNAL', { reason: 'the range has no endpoint' });
  const url = new URL('/_range/docker', target.endpoint);
  const body = Buffer.from(JSON.stringify(request));
  const reply = await transfer({
    ...{ url, method: 'POST', body, signal, ca: undefined, insecure: false, connectTimeoutMs: null },
    address: { host: url.hostname, port: Number(url.port) },
    headers: Object.entries({
      Host: url.host,
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
    }),
    timeoutMs: TIMEOUT_MS,
  });
  const answer = DockerAnswerSchema.parse(JSON.parse(reply.body.toString('utf8')));
  if ('error' in answer) throw new DockerError(answer.error);
  return answer.images;
}
