/**
 * The record of a run is a chain. Each event has a hash over the one before, its place, the epoch it was written in, its
 * body and the run; the first one follows a hash over what the run was started with. Who has a later hash (an anchor)
 * can tell whether anything before it was changed; without one, only who could not compute sha256 is found out.
 */
import { EffectSchema, IdentitySchema, type Message, PHASES, SystemSchema } from '@steadyhand/contracts';
import { z } from 'zod';
import { sha256 } from './blobs.ts';
import { canonicalJson } from './canonical-json.ts';

/** What a run goes by in all of its lives. */
export const RunSettingsSchema = z.object({
  system: SystemSchema.nullable(),
  /** Effects that were approved beforehand. */
  grants: z.array(EffectSchema).readonly(),
  readOnly: z.boolean(),
  requester: IdentitySchema,
  /** Only the steps of these phases; all when null. */
  phases: z.array(z.enum(PHASES)).readonly().nullable(),
  /** `shell`: somebody types what it does; a run of a procedure when left out. No worker takes a shell. */
  kind: z.literal('shell').optional(),
});
export type RunSettings = z.infer<typeof RunSettingsSchema>;

/** What a run is started with; never changed afterwards. */
export const NewRunSchema = z.object({
  id: z.string(),
  /** `revision` is the sha256 of the document's bytes. */
  runbook: z.object({ path: z.string(), revision: z.string(), text: z.string() }),
  procedureId: z.string(),
  environment: z.string(),
  mode: z.enum(['run', 'dry-run']),
  params: z.record(z.string(), z.string()),
  requestedBy: z.string(),
  /** As they were written; reading them by a later schema would give them another hash. Null in runs of schema version 1. */
  settings: z.custom<RunSettings>().nullable().default(null),
});
export type NewRun = z.infer<typeof NewRunSchema>;

export const RecordedEventSchema = z.object({
  /** From 0, without gaps. */
  seq: z.number().int().nonnegative(),
  epoch: z.number().int(),
  /** The event, with references in place of large texts. */
  body: z.unknown(),
  bodyHash: z.string(),
  prevHash: z.string(),
  hash: z.string(),
});
export type RecordedEvent = z.infer<typeof RecordedEventSchema>;

export const AnchorSchema = z.object({ seq: z.number().int().nonnegative(), hash: z.string() });
/** The hash of one event, kept where the record's keeper cannot reach it. */
export type Anchor = z.infer<typeof AnchorSchema>;

/** All that is kept of a run. */
export interface RunRecord {
  run: NewRun;
  /** By `seq`. */
  events: readonly RecordedEvent[];
  anchors: readonly Anchor[];
  /** In order of arrival. */
  messages: readonly Message[];
  /** By hash; null for a content that retention dropped. */
  blobs: ReadonlyMap<string, Buffer | null>;
}

/** What the first event follows. */
export function startHash({ runbook: { path, revision, text }, settings, ...run }: NewRun): string {
  const runbook = { path, revision, text: sha256(text) };
  return sha256(canonicalJson({ ...run, ...(settings !== null && { settings }), runbook }));
}

export function bodyHash(body: unknown): string {
  return sha256(canonicalJson(body));
}

export function linkHash(runId: string, link: Omit<RecordedEvent, 'body' | 'hash'>): string {
  return sha256([link.prevHash, link.seq, link.epoch, link.bodyHash, runId].join('\n'));
}
