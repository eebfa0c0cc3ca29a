/** What a run asks of people, and what they send it. Both last in the database: nobody needs to be there at the same time. */
import { z } from 'zod';
import { EffectSchema } from './effect-schema.ts';
import { IdentitySchema, RoleSchema } from './people.ts';

/** Whose yes an approval takes. */
export const NeedsSchema = z.object({
  /** Different people. */
  approvers: z.number().int().positive(),
  role: RoleSchema,
  /** Whoever asked for the run does not count. */
  otherThanRequester: z.boolean(),
  /** Text that must be typed with the answer: the environment's name. Null where a yes is enough. */
  typed: z.string().nullable(),
});
export type Needs = z.infer<typeof NeedsSchema>;

const Common = {
  /** The same in every life of the run, and of this question alone. */
  id: z.string(),
  stepId: z.string(),
  text: z.string(),
  choices: z.array(z.string()),
};

export const QuestionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('approval'),
    ...Common,
    /** The resolved command, shell-quoted, with secrets removed. */
    command: z.string(),
    effect: EffectSchema,
    blastRadius: z.string(),
    /** Over program, arguments, target and runbook revision: the answer is for this digest alone. */
    digest: z.string(),
    /** What is unusual: a freeze, a limit that is passed. */
    warnings: z.array(z.string()),
    needs: NeedsSchema,
    /** Milliseconds since the epoch, on the wall; a later answer is refused. */
    expiresAt: z.number(),
  }),
  /** Something only a person can do or decide. */
  z.object({ kind: z.literal('person'), ...Common }),
  /** A blank that nothing fills. */
  z.object({
    kind: z.literal('parameter'),
    ...Common,
    name: z.string(),
    /** Given at the terminal of the run alone, and not kept. */
    isSecret: z.boolean(),
  }),
  /** A line that a command of the shell reads (`read -p "Go on? " answer`); it may be empty. */
  z.object({
    kind: z.literal('input'),
    ...Common,
    /** The variables that the line is for, with a space between them. */
    name: z.string(),
    /** Given at the terminal of the run alone, and not kept. */
    isSecret: z.boolean(),
  }),
  /** A change that may or may not have happened. */
  z.object({ kind: z.literal('unknown'), ...Common, command: z.string(), evidence: z.string() }),
]);
export type Question = z.infer<typeof QuestionSchema>;

export const OrderSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    questionId: z.string(),
    /** Of an approval: what the person saw. */
    digest: z.string().nullable(),
    /** One of the question's choices, the value of a parameter, or a line of input. */
    value: z.string(),
    /** The end of the input, in place of a line. */
    end: z.literal(true).optional(),
    /** In place of the command's own, where `value` is `edit`. */
    argv: z.array(z.string()).optional(),
    typed: z.string().optional(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('pause'), reason: z.string() }),
  z.object({ kind: z.literal('cancel'), reason: z.string() }),
  z.object({ kind: z.literal('note'), text: z.string(), stepId: z.string().nullable() }),
]);
export type Order = z.infer<typeof OrderSchema>;

/** What a person sends to a run, wherever it is carried out. */
export const MessageSchema = z.object({
  id: z.string(),
  runId: z.string(),
  order: OrderSchema,
  by: IdentitySchema,
  /** Milliseconds since the epoch, on the wall. */
  sentAt: z.number(),
  /** Ed25519, base64, over the canonical JSON of all the others; null without a key. */
  signature: z.string().nullable(),
});
export type Message = z.infer<typeof MessageSchema>;
