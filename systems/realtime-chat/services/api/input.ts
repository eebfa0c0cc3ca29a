/** What callers may send. */
import { z } from 'zod';
import { Problem } from './problem.ts';

/** Postgres keeps no NUL in text. */
const Text = z.string().refine((text) => !text.includes('\0'), 'may not hold a NUL character');

export const UserName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,31}$/u, 'is 1 to 32 letters, digits, spaces, ".", "_" or "-"');
export const Uuid = z.uuid().toLowerCase();
/** Postgres's integer ends there. */
const Seq = z.coerce.number().int().min(0).max(2_147_483_647);

export const NewUser = z.strictObject({ name: UserName });
export const NewConversation = z.strictObject({
  title: Text.trim().min(1).max(100),
  members: z.array(UserName).min(1).max(200),
});
export const NewMember = z.strictObject({ user: UserName });
export const NewMessage = z.strictObject({ id: Uuid, sender: UserName, body: Text.trim().min(1).max(4_000) });

export const ConversationPath = z.object({ id: Uuid });
export const ConversationQuery = z.strictObject({
  user: UserName.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const MessageQuery = z
  .strictObject({
    /** Messages with a higher number, oldest first. */
    after: Seq.optional(),
    /** Messages with a lower number; the latest of them. */
    before: Seq.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine((query) => query.after === undefined || query.before === undefined, 'takes "after" or "before", not both');

/** The input in its typed form; a `Problem` 400 that names every wrong field otherwise. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  throw new Problem(400, 'invalid_input', problems.join('; '));
}
