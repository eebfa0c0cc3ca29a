/** The pages of docs/reference, each a function of what the code says. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { DrillSchema } from '../../packages/contracts/src/drill.ts';
import { ERRORS } from '../../packages/contracts/src/errors.ts';
import { RunEventSchema } from '../../packages/contracts/src/events.ts';
import { FaultSchema } from '../../packages/contracts/src/fault.ts';
import {
  BlockSchema,
  CommandSchema,
  DiagnosticSchema,
  ParameterSchema,
  ProcedureSchema,
  RunbookSchema,
  StepSchema,
  TriggerSchema,
} from '../../packages/contracts/src/runbook.ts';
import {
  BindingSchema,
  EnvironmentSchema,
  MetricSchema,
  PolicySchema,
  SystemSchema,
} from '../../packages/contracts/src/system.ts';
import { readComments } from './comments.ts';
import { rulesPage } from './rules-page.ts';
import { tablesOf } from './schema-tables.ts';

type Page = () => string;

const GENERATED = '<!-- Written by `npm run docs`; change the source, not this page. -->';
const commentsOf = readComments(resolve(import.meta.dirname, '../../packages/contracts/src'));

export const REFERENCE_PAGES: Record<string, Page> = {
  'errors.md': errorsPage,
  'events.md': () =>
    page({
      title: 'Events of a run',
      source: 'packages/contracts/src/events.ts',
      intro:
        'What a run writes to its journal. Every event has a `type`; `at` is in milliseconds since the epoch on the run’s clock. Events are appended, never edited.',
      io: 'output',
      schemas: { Event: ['RunEventSchema', RunEventSchema] },
    }),
  'rules.md': () => rulesPage(GENERATED),
  'runbook-json.md': () =>
    page({
      title: 'A parsed runbook',
      source: 'packages/contracts/src/runbook.ts',
      intro: 'What `steady show RUNBOOK --json` prints. Lines are 1-based lines of the document.',
      io: 'output',
      schemas: {
        Runbook: ['RunbookSchema', RunbookSchema],
        Procedure: ['ProcedureSchema', ProcedureSchema],
        Trigger: ['TriggerSchema', TriggerSchema],
        Step: ['StepSchema', StepSchema],
        Block: ['BlockSchema', BlockSchema],
        Command: ['CommandSchema', CommandSchema],
        Parameter: ['ParameterSchema', ParameterSchema],
        Diagnostic: ['DiagnosticSchema', DiagnosticSchema],
      },
    }),
  'steadyhand-yaml.md': () =>
    page({
      title: 'steadyhand.yaml and drills',
      source: 'packages/contracts/src/system.ts',
      intro:
        '`steadyhand.yaml` describes a system; `drills/<id>.yaml` beside it describes a drill. A field that is not listed here is refused.',
      io: 'input',
      schemas: {
        System: ['SystemSchema', SystemSchema],
        Environment: ['EnvironmentSchema', EnvironmentSchema],
        Policy: ['PolicySchema', PolicySchema],
        Binding: ['BindingSchema', BindingSchema],
        Metric: ['MetricSchema', MetricSchema],
        Drill: ['DrillSchema', DrillSchema],
        Fault: ['FaultSchema', FaultSchema],
      },
    }),
};

interface SchemaPage {
  title: string;
  source: string;
  intro: string;
  io: 'input' | 'output';
  /** By the heading under which it stands: the constant that holds the schema, and the schema. */
  schemas: Record<string, readonly [constant: string, schema: z.ZodType]>;
}

function page({ title, source, intro, io, schemas }: SchemaPage): string {
  const named = z.registry<{ id?: string }>();
  for (const [id, [, schema]] of Object.entries(schemas)) named.add(schema, { id });
  const sections = Object.entries(schemas).map(([heading, [constant, schema]]) => {
    const json = z.toJSONSchema(schema, { io, metadata: named });
    return `## ${heading}\n\n${tablesOf(json.$defs?.[heading] ?? json, commentsOf(constant))}`;
  });
  return `${[`# ${title}`, GENERATED, `${intro} Source: \`${source}\`.`, ...sections].join('\n\n')}\n`;
}

function errorsPage(): string {
  const sections = Object.entries(ERRORS).map(([code, { title, message, hint, exitCode }]) =>
    [
      `## ${code}`,
      `${title}. Exit code ${exitCode}.`,
      `- Message: ${message(PARAMETER_NAMES)}\n- What to do: ${hint(PARAMETER_NAMES)}`,
    ].join('\n\n'),
  );
  const intro =
    'Every error that a person may see has a code that never changes. `{…}` stands for a value. Source: `packages/contracts/src/errors.ts`.';
  return `${['# Errors', GENERATED, intro, ...sections].join('\n\n')}\n`;
}

/** Gives every parameter its own name as value: `{path}`. */
const PARAMETER_NAMES = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}}` });
