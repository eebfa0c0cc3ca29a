/** `steadyhand.yaml`, which describes a system. */
import { z } from 'zod';
import { EFFECTS } from './effect.ts';
import { PersonSchema, RoleSchema } from './people.ts';
import { PROTECTIONS } from './target.ts';

/** Where a parameter's value comes from; exactly one source. */
export const BindingSchema = z.union([
  z.string(),
  z.strictObject({ value: z.string() }),
  /** A stack output by name. */
  z.strictObject({ output: z.string() }),
  /** A read whose standard output, trimmed, is the value; other parameters may stand in it. */
  z.strictObject({ command: z.string() }),
]);

const Bindings = z.record(z.string(), BindingSchema);

/** From the least to the most strict. */
export const RULES = ['run', 'ask', 'refuse'] as const;
/**
 * What the guard does with a command of an effect, in place of what the protection says. In a protected environment
 * `destroy` and `unknown` never run without an approval, for which the environment's name is typed.
 */
export const PolicySchema = z.partialRecord(z.enum(EFFECTS), z.enum(RULES));

/** Whose yes a command of an effect takes. */
const ApprovalSchema = z.strictObject({
  /** Different people. */
  approvers: z.number().int().positive().default(1),
  /** Only ever a higher one than without it: approver for `destroy`, `unknown` and what is unusual, else responder. */
  role: RoleSchema.optional(),
  /** Whoever asked for the run does not count. */
  otherThanRequester: z.boolean().default(false),
});

/** How far a command may go without an approval of its own, whatever was granted before. */
const LimitsSchema = z.strictObject({
  /** A desired count may grow to so many times what it is, */
  desiredCountFactor: z.number().positive().default(2),
  /** or by so many, whichever is more. */
  desiredCountStep: z.number().int().nonnegative().default(2),
  /** What becomes of a command that stops the last of what runs. */
  scaleToZero: z.enum(RULES).default('ask'),
  /** Changes in this environment within an hour, of all runs together; the next one is asked for. */
  changesPerHour: z.number().int().positive().default(60),
});

/** When changes are meant to happen, or not to. Times are in `zone`. */
export const CalendarEntrySchema = z.strictObject({
  /**
   * In the words of runbooks: `Sundays 02:00-06:00`, `Friday 15:00 to Monday 08:00`, `First Sunday of the month 02:00-04:00`,
   * `Last week of each quarter` (its last seven days), `Dec 18 - Jan 4` (both included), `2026-12-18 18:00 to 2027-01-04
   * 08:00`. What is not understood is shown, and not applied.
   */
  when: z.string(),
  /**
   * IANA name (`Australia/Sydney`), which follows daylight saving, or an abbreviation (`AEST`), which does not. One in `when`
   * comes first; UTC without any.
   */
  zone: z.string().optional(),
  reason: z.string().optional(),
});

const RoleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/);

export const EnvironmentSchema = z.strictObject({
  /** An AWS account, or a range. */
  kind: z.enum(['aws', 'range']).default('aws'),
  /** Twelve digits. A range has its own. */
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** The caller must be in this region. */
  region: z.string().optional(),
  /** Profile of the AWS configuration files. */
  profile: z.string().optional(),
  /**
   * Role that reads are made with, under a session policy that cannot write; it must be of the environment's account. The
   * caller must be able to assume it: where that fails, nothing runs. Without it, reads are made with the caller's own
   * credentials.
   */
  readRole: RoleArn.optional(),
  /** Role that changes and secrets are asked for with; the caller's own credentials when left out. */
  changeRole: RoleArn.optional(),
  /** How much is asked before a command runs. */
  protection: z.enum(PROTECTIONS).default('guarded'),
  policy: PolicySchema.default({}),
  /** By effect; one yes, which may be the requester's own, when left out. */
  approvals: z.partialRecord(z.enum(EFFECTS), ApprovalSchema).default({}),
  /** An approval is for a command that runs within so many minutes of the question. */
  approvalMinutes: z.number().positive().default(60),
  limits: LimitsSchema.prefault({}),
  /**
   * When nothing is to be changed, besides what the runbook says (which a range leaves out). An incident takes an approval
   * then; others are refused.
   */
  freezes: z.array(CalendarEntrySchema).default([]),
  /** When changes are meant to be made, incidents apart, besides what the runbook says (which a range leaves out). */
  maintenance: z.array(CalendarEntrySchema).default([]),
  /** What becomes of a change outside of the maintenance windows, where there are any; incidents do not wait for one. */
  outsideMaintenance: z.enum(RULES).default('ask'),
  /** Stack outputs by name, as the infrastructure's own tool gives them. */
  outputs: z.record(z.string(), z.string()).default({}),
  /** Values of the runbook's parameters in this environment. */
  parameters: Bindings.default({}),
});

/**
 * What a command does that its program's own table does not tell. Where the table does tell, a rule may only make more of it.
 * Of programs that are judged by what they are given (`aws`, `psql`, `kubectl`) there are no rules.
 */
export const EffectRuleSchema = z.strictObject({
  /** As it stands in the runbook: `curl`, `make`, `./scripts/deploy.sh`. */
  program: z.string(),
  /**
   * For `curl` and `wget`: the whole address, its query included. `*` stands for anything but a slash or a query, `**` for
   * anything: `https://*.example.com/cron/nightly` is that path of every host below.
   */
  url: z.string().optional(),
  /** For `curl` and `wget`, in capitals; GET, HEAD and OPTIONS when left out. */
  method: z.string().optional(),
  /** For other programs: all words behind the program. `*` stands for a part of a word, `**` for anything. Any when left out. */
  arguments: z.string().optional(),
  effect: z.enum(['local', 'read', 'reveal', 'change', 'destroy']),
  /** Why, in a few words; shown beside the effect. */
  reason: z.string().optional(),
});

/** Which series a row of the runbook's table of thresholds is about. `{albArnSuffix}` stands for the stack output of that name. */
export const MetricSchema = z.strictObject({
  /** Metric of the row: `CPU`. */
  metric: z.string(),
  /** Service of the row, where two rows have the same metric: `Redis`. */
  service: z.string().optional(),
  /** What this series is of, where a row has several: `api`. */
  of: z.string().optional(),
  namespace: z.string(),
  name: z.string(),
  dimensions: z.record(z.string(), z.string()).default({}),
  /** `Average`, `Maximum`, `p95`. */
  statistic: z.string().default('Average'),
  periodSeconds: z.number().int().positive().default(60),
  /** What 100 % is, where the row says "% of max": a number or `{output}`. */
  max: z.union([z.number().positive(), z.string()]).optional(),
});

export const SystemSchema = z.strictObject({
  /** The system's name. */
  system: z.string(),
  /** Path of the document, relative to this file. */
  runbook: z.string().default('RUNBOOK.md'),
  /** Module whose default export is a `Stack`. */
  stack: z.string().optional(),
  /** Who may do what, by name. Without any, everybody who reaches the record may do everything. */
  people: z.record(z.string(), PersonSchema).default({}),
  /** Where the system lives. */
  environments: z.record(z.string(), EnvironmentSchema).default({}),
  /** Values of the runbook's parameters in every environment. */
  parameters: Bindings.default({}),
  /** Bindings for one procedure, by the last part of its id. */
  procedures: z.record(z.string(), z.strictObject({ parameters: Bindings.default({}) })).default({}),
  /** What commands do that only the team can know; the first rule that fits counts. */
  effects: z.array(EffectRuleSchema).optional(),
  /** Where the metrics of the runbook's thresholds are measured. */
  metrics: z.array(MetricSchema).optional(),
  /** What must hold for the system to be called well, besides its alarms. */
  steadyState: z.strictObject({ health: z.array(z.string()).default([]) }).default({ health: [] }),
});

export type Binding = z.infer<typeof BindingSchema>;
export type ApprovalPolicy = z.infer<typeof ApprovalSchema>;
export type Metric = z.infer<typeof MetricSchema>;
export type Limits = z.infer<typeof LimitsSchema>;
export type CalendarEntry = z.infer<typeof CalendarEntrySchema>;
export type Policy = z.infer<typeof PolicySchema>;
export type Rule = (typeof RULES)[number];
export type EffectRule = z.infer<typeof EffectRuleSchema>;
export type Environment = z.infer<typeof EnvironmentSchema>;
export type System = z.infer<typeof SystemSchema>;
