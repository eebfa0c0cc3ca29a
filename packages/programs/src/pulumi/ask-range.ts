import {
  type CommandContext,
  type PulumiAnswer,
  PulumiAnswerSchema,
  type PulumiRequest,
  type PulumiStack,
  SteadyError,
} from '@steadyhand/contracts';
import { askRangeItself } from '../range-request.ts';
import { PulumiError } from './pulumi-error.ts';

/** An update boots a system; databases and tasks take what they take. */
const TIMEOUT_MS = 300_000;

type Answered = Exclude<PulumiAnswer, { error: string }>;

/** What the range answers. Throws a PulumiError in pulumi's words. */
export async function askRange(request: PulumiRequest, context: CommandContext): Promise<Answered> {
  const asked = { path: '/_range/pulumi', body: request, timeoutMs: TIMEOUT_MS };
  const answer = PulumiAnswerSchema.parse(await askRangeItself(asked, context));
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
