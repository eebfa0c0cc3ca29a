import { type CommandContext, DockerAnswerSchema, type DockerImage, type DockerRequest } from '@steadyhand/contracts';
import { askRangeItself } from '../range-request.ts';
import { DockerError } from './docker-error.ts';

/** A build bundles a program, which takes a moment on a slow machine. */
const TIMEOUT_MS = 120_000;

/** What the range says of the images that a request is about. Throws a DockerError in docker's words. */
export async function askRange(request: DockerRequest, context: CommandContext): Promise<DockerImage[]> {
  const asked = { path: '/_range/docker', body: request, timeoutMs: TIMEOUT_MS };
  const answer = DockerAnswerSchema.parse(await askRangeItself(asked, context));
  if ('error' in answer) throw new DockerError(answer.error);
  return answer.images;
}
