/**
 * What a run writes. Events are appended, never edited; the journal, the live view, the timeline and the report
 * are all read from them. Times are milliseconds since the epoch on the run's clock.
 */
import { z } from 'zod';
import { EffectSchema } from './effect-schema.ts';
import { ROLES } from './people.ts';
import { QuestionSchema } from './question.ts';

const At = { runId: z.string(), at: z.number() };

/** The message that gave it. A message is taken once, and that it was shows here. */
const ByMessage = { messageId: z.string().optional() };

const CommandKey = {
  /** One session of a run; parallel branches have one each. */
  lane: z.string(),
  /** Position among the lane's journaled calls, from 0. */
  seq: z.number().int().nonnegative(),
};

/** `skip`: a person left the command out, and its block with it; the run goes on with the next step. */
export const VERDICTS = ['run', 'hold', 'ask', 'refuse', 'skip'] as const;

export const CommandIntentSchema = z.object({
  type: z.literal('command-intent'),
  ...At,
  ...CommandKey,
  stepId: z.string(),
  /** Line of the runbook at which the piece of shell stands that issued the command. */
  line: z.number().int(),
  program: z.string(),
  /** With secrets removed. */
  argv: z.array(z.string()),
  /** sha256 of program, argv, working folder, target and standard input where it is read. */
  digest: z.string(),
  effect: EffectSchema,
  operation: z.string().nullable(),
  reason: z.string(),
  resources: z.array(z.object({ type: z.string(), id: z.string() })),
  blastRadius: z.string(),
  handler: z.string(),
  verdict: z.enum(VERDICTS),
  /** Who let it run: a person, or the rule that did. */
  approvedBy: z.string().nullable(),
  /** The same in every life of the run, and of this call alone: for services that carry out a request once. */
  clientToken: z.string().optional(),
});

const hmac = z
  .string()
  .optional()
  .describe('HMAC-SHA256, in hex and under the key of the run, of the whole text, where a secret was removed');

const WrittenFileSchema = z.object({
  /** Absolute, in the session. */
  path: z.string(),
  /** Base64; without secrets. */
  data: z.string(),
  hmac,
});

export const CommandOutcomeSchema = z.object({
  type: z.literal('command-outcome'),
  ...At,
  ...CommandKey,
  stepId: z.string(),
  state: z.enum(['done', 'held', 'refused', 'interrupted', 'unknown']),
  exitCode: z.number().int(),
  /** With secrets removed. */
  stdout: z.string(),
  stderr: z.string(),
  /** Of the command itself, on the wall, without the time that an approval took. */
  durationMs: z.number(),
  /** The arguments, or what was piped in, came from a held command, so this result says nothing. */
  dependsOnHeld: z.boolean(),
  /** Base64 of standard output that is bytes; `stdout` then only says how many. */
  binary: z.string().optional(),
  /** Of standard output. */
  hmac,
  /** Files of the session that the command wrote. */
  files: z.array(WrittenFileSchema).optional(),
});

/** A person put other arguments in place of the runbook's; the intent that follows has them. */
export const CommandEditedSchema = z.object({
  type: z.literal('command-edited'),
  ...At,
  ...CommandKey,
  stepId: z.string(),
  /** Of the command as the runbook has it. */
  digest: z.string(),
  /** Shell-quoted, with secrets removed. */
  from: z.string(),
  /** Without the program, which stays. An edited command holds no secrets. */
  argv: z.array(z.string()),
  by: z.string(),
  reason: z.string(),
});

export const RECONCILE_DECISIONS = ['done', 'run-again', 'abort'] as const;

/** A change that may or may not have happened, and what was made of it. An outcome with the same key follows. */
export const CommandReconciledSchema = z.object({
  type: z.literal('command-reconciled'),
  ...At,
  ...CommandKey,
  stepId: z.string(),
  decision: z.enum(RECONCILE_DECISIONS),
  /** The person, or the handler that looked. */
  by: z.string(),
  evidence: z.string(),
});

export const RunEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    ...At,
    runbook: z.string(),
    /** sha256 of the document's bytes. */
    revision: z.string(),
    procedureId: z.string(),
    environment: z.string(),
    account: z.string(),
    region: z.string(),
    mode: z.enum(['run', 'dry-run']),
    by: z.string(),
  }),
  z.object({
    type: z.literal('parameter-bound'),
    ...At,
    name: z.string(),
    value: z.string(),
    /** Where the value came from, in words: "--param", "stack output ecsClusterName". */
    source: z.string(),
  }),
  z.object({
    type: z.literal('step-started'),
    ...At,
    stepId: z.string(),
    phase: z.string(),
    text: z.string(),
    line: z.number().int(),
  }),
  z.object({
    type: z.literal('step-finished'),
    ...At,
    stepId: z.string(),
    state: z.enum(['done', 'failed', 'skipped', 'held', 'person']),
    exitCode: z.number().int(),
    note: z.string(),
  }),
  CommandIntentSchema,
  CommandOutcomeSchema,
  CommandReconciledSchema,
  CommandEditedSchema,
  /** A question to a person, kept before anybody is asked: the run may wait for its answer without a process. */
  z.object({ type: z.literal('asked'), ...At, question: QuestionSchema }),
  z.object({
    type: z.literal('approval'),
    ...At,
    stepId: z.string(),
    digest: z.string(),
    command: z.string(),
    granted: z.boolean(),
    by: z.string(),
    /** What was said; absent in records of version 0.1. */
    choice: z.enum(['approve', 'refuse', 'skip', 'edit']).optional(),
    /** Absent where effects were granted before the run. */
    questionId: z.string().optional(),
    role: z.enum(ROLES).optional(),
    /** Of whoever said it, where AWS knows them: two sessions of one role are one approver. */
    arn: z.string().optional(),
    reason: z.string().optional(),
    ...ByMessage,
  }),
  /** What a command revealed was shown once, at the terminal of the run alone; it is not in the record. */
  z.object({
    type: z.literal('secret-shown'),
    ...At,
    stepId: z.string(),
    seq: z.number().int(),
    /** Shell-quoted, with secrets removed. */
    command: z.string(),
    /** To whom. */
    by: z.string(),
  }),
  z.object({
    type: z.literal('answered'),
    ...At,
    stepId: z.string(),
    question: z.string(),
    /** Null where nobody answered, for a secret, and for the end of an input. */
    value: z.string().nullable(),
    by: z.string(),
    /** Absent in records of version 0.1. */
    questionId: z.string().optional(),
    /** Number of the call whose outcome was not known, or that asked; absent where no call did. */
    seq: z.number().int().optional(),
    reason: z.string().optional(),
    ...ByMessage,
  }),
  /** An answer or an order that was not valid: forged, stale, for something else, or not this person's to give. */
  z.object({ type: z.literal('message-rejected'), ...At, messageId: z.string(), by: z.string(), reason: z.string() }),
  /** A person stopped the run, or let it go on. */
  z.object({
    type: z.literal('run-ordered'),
    ...At,
    order: z.enum(['pause', 'resume', 'cancel']),
    by: z.string(),
    reason: z.string(),
    ...ByMessage,
  }),
  /** Another process went on with the run. */
  z.object({ type: z.literal('taken-over'), ...At, worker: z.string(), epoch: z.number().int() }),
  /** What a person did or saw besides the run. */
  z.object({
    type: z.literal('note'),
    ...At,
    stepId: z.string().nullable(),
    text: z.string(),
    by: z.string(),
    ...ByMessage,
  }),
  /**
   * A file of the caller's folder as the session saw it first, base64, null where there was none: another worker has
   * other files. `PATH/.` holds what kind of thing PATH is, `PATH/` what is in the folder PATH (host-folder.ts of shell).
   */
  z.object({ type: z.literal('host-file'), ...At, path: z.string(), data: z.string().nullable(), hmac }),
  z.object({ type: z.literal('files-written'), ...At, paths: z.array(z.string()) }),
  /** A file that the session wrote, kept at its end. */
  z.object({
    type: z.literal('artifact'),
    ...At,
    path: z.string(),
    bytes: z.number().int(),
    /** Base64; without secrets. */
    data: z.string(),
  }),
  z.object({
    type: z.literal('run-finished'),
    ...At,
    state: z.enum(['done', 'failed', 'refused', 'waiting', 'paused', 'cancelled', 'unknown', 'interrupted']),
    exitCode: z.number().int(),
    note: z.string(),
    /** When a run that sleeps goes on, on the wall. */
    wakeAt: z.number().optional(),
  }),
  z.object({
    type: z.literal('incident-opened'),
    ...At,
    incidentId: z.string(),
    alarm: z.string(),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('recovery-checked'),
    ...At,
    check: z.string(),
    ok: z.boolean(),
    detail: z.string(),
  }),
  z.object({
    type: z.literal('incident-closed'),
    ...At,
    incidentId: z.string(),
    recovered: z.boolean(),
    note: z.string(),
  }),
  z.object({ type: z.literal('drill-phase'), ...At, phase: z.string(), text: z.string() }),
]);

export type RunEvent = z.infer<typeof RunEventSchema>;
export type CommandIntent = z.infer<typeof CommandIntentSchema>;
export type CommandOutcome = z.infer<typeof CommandOutcomeSchema>;
export type CommandEdited = z.infer<typeof CommandEditedSchema>;
export type CommandReconciled = z.infer<typeof CommandReconciledSchema>;
export type Verdict = (typeof VERDICTS)[number];
