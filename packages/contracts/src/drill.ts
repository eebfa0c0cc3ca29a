/** `drills/<id>.yaml`, which describes a drill: of an incident, which an alarm opens, or of an operation. */
import { z } from 'zod';
import { EFFECTS } from './effect.ts';
import { FaultSchema } from './fault.ts';
import { BindingSchema } from './system.ts';

const Duration = z.number().nonnegative();
const Parameters = z.record(z.string(), BindingSchema);

/** A procedure and what is special about it here. */
const FollowSchema = z.strictObject({
  /** Last part of the procedure's id. */
  procedure: z.string(),
  /** Besides those of the drill. */
  parameters: Parameters.default({}),
});

/**
 * What a command that only looks must print for the system to be called well. `{albDnsName}` stands for the stack output of
 * that name, `{NAME}` for what a module of the drill gave.
 */
const LookSchema = z.strictObject({
  name: z.string(),
  command: z.string(),
  /** Its whole output, trimmed. */
  equals: z.string().optional(),
  /** A regular expression that its output must match. */
  matches: z.string().optional(),
  /** Its output is a number of at least so much, */
  atLeast: z.number().optional(),
  /** or below so much. */
  below: z.number().optional(),
});

const RecoverySchema = z.strictObject({
  /** Queues whose depth must be under the warning threshold that the runbook's own table gives for `metric`. */
  queues: z
    .array(
      z.strictObject({
        /** Metric of the runbook's threshold table: `Queue Depth`. */
        metric: z.string(),
        /** Stack output that holds the queue's URL: `pushQueueUrl`. */
        output: z.string(),
      }),
    )
    .default([]),
  /** URLs that must answer with 2xx; `{albDnsName}` stands for the stack output of that name. */
  health: z.array(z.string()).default([]),
  /** What else must hold at the end, and not before the fault. */
  looks: z.array(LookSchema).default([]),
  /** Seconds, on the range's clock, for which all must stay well. */
  soakSeconds: Duration.default(60),
  /** Seconds, on the range's clock, after which the drill has failed. */
  withinSeconds: Duration.default(1800),
});

export const DrillSchema = z
  .strictObject({
    title: z.string(),
    /** Name of one of the system's stacks; its default one when left out. */
    stack: z.string().optional(),
    /** The alarm, by glob, that must open the incident; left out in the drill of an operation. */
    alarm: z.string().optional(),
    /** Last part of the procedure's id: the one that the alarm's name must lead to. */
    procedure: z.string(),
    /** Procedures that whoever is on call goes on to, in order: a rollback once a bad deployment is found. */
    follow: z.array(FollowSchema).default([]),
    /** The range's clock runs this many times as fast as the wall. */
    speed: z.number().positive().default(1),
    /** Values of the runbook's blanks in this drill. */
    parameters: Parameters.default({}),
    /** In order. What a module returns are values for blanks, by name. */
    faults: z.array(FaultSchema).default([]),
    /** What the person on call would answer: effects that are granted, and answers to questions by step text. */
    answers: z
      .strictObject({
        by: z.string().default('drill'),
        grant: z.array(z.enum(EFFECTS)).default([]),
        /** Unusual commands that an approver says yes to one by one, whatever is granted, by part of the command. */
        approve: z.array(z.string()).default([]),
        /** Conditional steps that this drill takes, by part of their text; others are taken when what they name holds. */
        take: z.array(z.string()).default([]),
        /** What is typed where a command reads a line, by part of its prompt, or by the variable. */
        say: z.record(z.string(), z.string()).default({}),
        /** Seconds, on the range's clock, that a person takes for each question. */
        thinkSeconds: Duration.default(0),
      })
      .prefault({}),
    /** URLs that are asked for all the time, to measure for how long they did not answer. */
    availability: z
      .array(
        z.strictObject({
          name: z.string(),
          url: z.string(),
          everyMs: Duration.default(250),
          /** Seconds, on the range's clock, for which it may be away: a longer outage fails the drill. 0: no request may fail. */
          maxOutageSeconds: Duration.optional(),
        }),
      )
      .default([]),
    /** What commands of the procedures must have printed, as the record has it. */
    printed: z
      .array(
        z.strictObject({
          /** Part of the command, its words one space apart. */
          command: z.string(),
          /** A regular expression that the output of one such command must match. */
          matches: z.string(),
        }),
      )
      .default([]),
    /** What is counted before the fault and after recovery: the export `count` of a module in the system's drills folder. */
    data: z
      .array(
        z.strictObject({
          name: z.string(),
          module: z.string(),
          /** The drill passes although some of it is gone: what a backup does not hold yet. */
          mayLose: z.boolean().default(false),
          /** There must be so many in the end: what a module made before the procedure. */
          atLeast: z.number().optional(),
        }),
      )
      .default([]),
    /** What takes longer at AWS than in a range, by operation (`rds restore-db-instance-to-point-in-time`), in seconds. */
    provider: z.array(z.strictObject({ operation: z.string(), seconds: Duration, source: z.string() })).default([]),
    recovery: RecoverySchema,
    objectives: z.strictObject({ rtoSeconds: Duration.optional(), rpoSeconds: Duration.optional() }).default({}),
  })
  .refine(({ alarm, faults }) => alarm === undefined || faults.length > 0, {
    path: ['faults'],
    message: 'no alarm comes of itself: an incident needs a fault',
  });

export type Drill = z.infer<typeof DrillSchema>;
