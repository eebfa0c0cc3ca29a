/** How `docker` speaks to a range: `POST /_range/docker` with a request, answered by its result or by `{ error }`. */
import { z } from 'zod';

const Reference = z.string();

export const DockerRequestSchema = z.discriminatedUnion('command', [
  /** Makes an image of a folder of this machine, whose `main.ts` is the program. */
  z.strictObject({ command: z.literal('build'), context: z.string(), tags: z.array(Reference) }),
  z.strictObject({ command: z.literal('tag'), source: Reference, target: Reference }),
  /** To the repository of ECR that the reference names. */
  z.strictObject({ command: z.literal('push'), reference: Reference }),
  z.strictObject({ command: z.literal('pull'), reference: Reference }),
  z.strictObject({ command: z.literal('images') }),
  z.strictObject({ command: z.literal('rmi'), reference: Reference }),
  z.strictObject({ command: z.literal('login'), registry: z.string(), password: z.string() }),
]);
export type DockerRequest = z.infer<typeof DockerRequestSchema>;

const DockerImageSchema = z.object({
  repository: z.string(),
  tag: z.string(),
  /** `sha256:…` */
  digest: z.string(),
  sizeBytes: z.number(),
  /** Milliseconds since the epoch on the range's clock. */
  createdAt: z.number(),
});
export type DockerImage = z.infer<typeof DockerImageSchema>;

/** The images that the request was about. */
export const DockerAnswerSchema = z.union([
  z.object({ images: z.array(DockerImageSchema) }),
  z.object({ error: z.string() }),
]);
export type DockerAnswer = z.infer<typeof DockerAnswerSchema>;
