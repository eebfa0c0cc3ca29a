/**
 * The parsed form of a runbook: what `steady show --json` prints.
 * Lines are 1-based lines of the source document.
 */
import { z } from 'zod';
import { EffectSchema } from './effect-schema.ts';
import { PHASES } from './phase.ts';

const Line = z.number().int().positive();

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export const DiagnosticSchema = z.object({
  line: Line,
  column: Line.optional(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  message: z.string(),
  hint: z.string().optional(),
});

export const CommandSchema = z.object({
  line: Line,
  text: z.string(),
  program: z.string(),
  /** Service and operation, sub-command or statement kind: `ecs update-service`, `SELECT`. */
  operation: z.string().nullable(),
  effect: EffectSchema,
  /** Names of the parameters that stand in the command. */
  parameters: z.array(z.string()),
  /** Where the command itself runs: on the caller's side, or typed into a program that an earlier command opened. */
  inside: z.string().nullable().default(null),
  /** The comment that stands above it in its block. */
  comment: z.string().optional(),
  /** It stands in running text or a table, offered rather than given as a block. */
  inline: z.boolean().optional(),
});

export const BLOCK_LANGUAGES = ['shell', 'sql', 'insights', 'json', 'output', 'other'] as const;
export const BlockSchema = z.object({
  /** First and last line of the block's text, fences not included. */
  line: Line,
  endLine: Line,
  language: z.enum(BLOCK_LANGUAGES),
  /** Shell text as it stands in the document: indentation of the list item and prompts removed, nothing else. */
  text: z.string(),
  /** Text of the command that opened the program or machine into which this block is typed. */
  inside: z.string().optional(),
});

export const StepSchema = z.object({
  id: z.string(),
  line: Line,
  endLine: Line,
  phase: z.enum(PHASES),
  actor: z.enum(['steadyhand', 'person']),
  text: z.string(),
  condition: z.string().nullable(),
  /** The labels and headings of its procedure that it stands below, as they stand, the outermost first. */
  under: z.array(z.string()).optional(),
  /** Id of the step that this one may be taken instead of. */
  alternativeTo: z.string().nullable(),
  /** Output that the runbook shows as expected. */
  expects: z.string().nullable(),
  /** Sub-items and remarks that say more about the step. */
  details: z.array(z.string()).optional(),
  blocks: z.array(BlockSchema),
  commands: z.array(CommandSchema),
});

/** A trigger names an alarm by glob, or a measured threshold. */
export const TriggerSchema = z.object({
  line: Line,
  alarm: z.string().optional(),
  text: z.string(),
});

export const PROCEDURE_KINDS = ['incident', 'operation', 'check', 'checklist', 'reference'] as const;
export const ProcedureSchema = z.object({
  /** Slugs of the headings from the top, joined by `/`; unique in the document. */
  id: z.string(),
  title: z.string(),
  line: Line,
  endLine: Line,
  kind: z.enum(PROCEDURE_KINDS),
  triggers: z.array(TriggerSchema),
  symptoms: z.array(z.string()),
  severity: z.string().nullable(),
  steps: z.array(StepSchema),
});

export const ParameterSchema = z.object({
  name: z.string(),
  /** As first written: `$CLUSTER`, `<task-id>`, `{{x}}`. */
  spelling: z.string(),
  /** Line of the assignment that defines it in the document, if one does. */
  definedAt: Line.nullable(),
  usedAt: z.array(Line),
  /** Resource type by its position in a command (`ecs:cluster`), or null. */
  resource: z.string().nullable(),
  /** Whether a use stands inside `$(( ))`, where an unset name would silently count as zero. */
  arithmetic: z.boolean(),
  /** Whether every use brings its own default (`${VAR:-x}`), so that it may stay unbound. */
  hasDefault: z.boolean().default(false),
});

const Located = { line: Line };
/** Columns of a table that no other field takes, by their heading. */
const More = { more: z.record(z.string(), z.string()).optional() };

export const NOTE_KINDS = [
  'prose',
  'list',
  'table',
  'diagram',
  'config',
  'output',
  'template',
  'toc',
  'comment',
  'front-matter',
  'metadata',
] as const;

/** What a document says besides steps: prose, diagrams, configuration files, templates of messages. */
export const NoteSchema = z.object({
  line: Line,
  endLine: Line,
  kind: z.enum(NOTE_KINDS),
  /** What the heading or label above it promises: `causes`, `prevention`, `impact`; null where it says nothing known. */
  role: z.string().nullable(),
  /** Id of the procedure that it belongs to. */
  procedure: z.string().nullable(),
  /** The labels and headings inside of its section that it stands below. */
  under: z.array(z.string()).optional(),
  text: z.string(),
});

export const RunbookSchema = z.object({
  title: z.string(),
  diagnostics: z.array(DiagnosticSchema),
  coverage: z.object({ lines: z.number().int(), unaccounted: z.array(Line) }),
  procedures: z.array(ProcedureSchema),
  services: z.array(
    z.object({
      ...Located,
      name: z.string(),
      purpose: z.string().nullable(),
      port: z.number().int().nullable(),
      health: z.string().nullable(),
      ...More,
    }),
  ),
  environments: z.array(z.string()),
  parameters: z.array(ParameterSchema),
  thresholds: z.array(
    z.object({
      ...Located,
      subject: z.string(),
      metric: z.string(),
      warning: z.string().nullable(),
      critical: z.string().nullable(),
      /** Denominator of a relative threshold: `max` in "70% of max". */
      of: z.string().nullable(),
      action: z.string().nullable().default(null),
      /** What the metric ought to be, where the document names that and not only a limit. */
      target: z.string().optional(),
      ...More,
    }),
  ),
  severities: z.array(
    z.object({ ...Located, level: z.string(), meaning: z.string(), respondWithin: z.string().nullable(), ...More }),
  ),
  escalation: z.array(
    z.object({
      ...Located,
      level: z.string(),
      after: z.string().nullable(),
      contact: z.string().nullable(),
      when: z.array(z.string()),
      ...More,
    }),
  ),
  contacts: z.array(z.object({ ...Located, role: z.string(), channel: z.string(), ...More })),
  windows: z.array(
    z.object({
      ...Located,
      kind: z.enum(['maintenance', 'freeze', 'blackout']),
      /** Its label, where it has one: `Emergency maintenance`. */
      name: z.string().optional(),
      text: z.string(),
      environment: z.string().nullable(),
    }),
  ),
  objectives: z.object({
    rto: z.string().nullable(),
    rpo: z.string().nullable(),
    /** Where the document promises more than one: each with what it is for. */
    each: z
      .array(
        z.object({ ...Located, subject: z.string(), rto: z.string().nullable(), rpo: z.string().nullable(), ...More }),
      )
      .optional(),
  }),
  costs: z.array(z.object({ ...Located, item: z.string(), monthly: z.string(), ...More })),
  links: z.array(z.object({ ...Located, text: z.string(), target: z.string() })),
  schedules: z.array(z.object({ ...Located, cadence: z.string(), title: z.string(), items: z.array(z.string()) })),
  notes: z.array(NoteSchema).optional(),
});

export type Diagnostic = z.infer<typeof DiagnosticSchema>;
export type RunbookCommand = z.infer<typeof CommandSchema>;
export type Block = z.infer<typeof BlockSchema>;
export type Step = z.infer<typeof StepSchema>;
export type Note = z.infer<typeof NoteSchema>;
export type Procedure = z.infer<typeof ProcedureSchema>;
export type Parameter = z.infer<typeof ParameterSchema>;
export type Runbook = z.infer<typeof RunbookSchema>;
