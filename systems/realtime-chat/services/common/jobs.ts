/** What `api` puts on the queues and `workers` take from them. */
import { z } from 'zod';
import type { Message } from './events.ts';

const Place = { conversationId: z.string(), seq: z.number().int() };

/** One notification to one user. Carried out at least once; the provider counts a job id once. */
export const PushJobSchema = z.object({
  jobId: z.string(),
  ...Place,
  user: z.string(),
  sender: z.string(),
  preview: z.string(),
});
export type PushJob = z.infer<typeof PushJobSchema>;

/** One message that some members were not there to receive. */
export const OfflineJobSchema = z.object({ ...Place, users: z.array(z.string()).min(1) });
export type OfflineJob = z.infer<typeof OfflineJobSchema>;

const PREVIEW_LENGTH = 80;

/** The job's id is the same however often it is made. */
export function pushJob(message: Message, user: string): PushJob {
  const { conversationId, seq, sender, body } = message;
  return {
    jobId: `${conversationId}:${seq}:${user}`,
    conversationId,
    seq,
    user,
    sender,
    preview: [...body].slice(0, PREVIEW_LENGTH).join(''),
  };
}
