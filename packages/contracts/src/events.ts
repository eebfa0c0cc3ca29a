/**
 * What a run writes. Events are appended, never edited; the journal, the live view, the timeline and the report
 * are all read from them. Times are milliseconds since the epoch on the run's clock.
 */
import { z } from 'zod';
import { EffectSchema } from './effect.ts';

const At = { runId: z.string(), at: z.number() };

const CommandKey = {
  /** One session of a run; parallel branches have one each. */
  lane: z.string(),
  /** Position among the lane's journaled calls, from 0. */
  seq: z.number().int().nonnegative(),
};

export const VERDICTS = ['run', 'hold', 'ask', 'refuse'] as const;

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
  z.object({
    type: z.literal('approval'),
    ...At,
    stepId: z.string(),
    digest: z.string(),
    command: z.string(),
    granted: z.boolean(),
    by: z.string(),
  }),
  z.object({
    type: z.literal('answered'),
    ...At,
    stepId: z.string(),
    question: z.string(),
    /** Null where nobody answered. */
    value: z.string().nullable(),
    by: z.string(),
  }),
  z.object({ type: z.literal('files-written'), ...At, paths: z.array(z.string()) }),
  z.object({
    type: z.literal('run-finished'),
    ...At,
    state: z.enum(['done', 'failed', 'refused', 'waiting', 'unknown', 'interrupted']),
    exitCode: z.number().int(),
    note: z.string(),
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
export type CommandReconciled = z.infer<typeof CommandReconciledSchema>;
export type Verdict = (typeof VERDICTS)[number];
