import {
  type CommandContext,
  type PulumiAnswer,
  PulumiAnswerSchema,
  type PulumiRequest,
  type PulumiStack,
  SteadyError,
} from '@steadyhand/contracts';
import { transfer } from '../curl/transfer.ts';
import { PulumiError } from './pulumi-error.ts';

/** An update boots a system; databases and tasks take what they take. */
const TIMEOUT_MS = 300_000;

type Answered = Exclude<PulumiAnswer, { error: string }>;

/** What the range answers. Throws a PulumiError in pulumi's words. */
export async function askRange(request: PulumiRequest, { target, signal }: CommandContext): Promise<Answered> {
  if (target.endpoint === undefined) throw new SteadyError('INTERNAL', { reason: 'the range has no endpoint' });
  const url = new URL('/_range/pulumi', target.endpoint);
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
  const answer = PulumiAnswerSchema.parse(JSON.parse(reply.body.toString('utf8')));
  if ('error' in answer) throw new PulumiError(answer.error);
  return answer;
}

/** The same for a request about one stack. */
export async function askStack(
  request: Exclude<PulumiRequest, { command: 'stack ls' }>,
  context: CommandContext,
): Promise<PulumiStack> {
  const answer = await askRange(request, context);
  if ('stacks' in answer)
    throw new SteadyError('INTERNAL', { reason: `the range answered ${request.command} with stacks` });
  return answer;
}
