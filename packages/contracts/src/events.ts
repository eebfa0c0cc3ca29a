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
  z.object({
    type: z.literal('approval'),
    ...At,
    stepId: z.string(),
    digest: z.string(),
    command: z.string(),
    granted: z.boolean(),
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
export type Verdict = (typeof VERDICTS)[number];
