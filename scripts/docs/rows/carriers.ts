/** What carries a row out, and what came of it when it last ran. */
import { z } from 'zod';
import { commandsBelow, type Row } from './rows.ts';

const RanCommandSchema = z.object({ line: z.number(), command: z.string(), state: z.string() });
type RanCommand = z.output<typeof RanCommandSchema>;

/** What `steady drill --all SYSTEM --results FILE` keeps of each drill. */
export const OutcomesSchema = z.array(
  z.object({
    id: z.string(),
    /** ISO 8601. */
    at: z.string(),
    passed: z.boolean(),
    alarm: z.string().optional(),
    procedures: z.array(z.string()).optional(),
    commands: z.array(RanCommandSchema).optional(),
  }),
);
export type Outcomes = z.output<typeof OutcomesSchema>;

/** `coverage.yaml` of a system: who carries out what no drill's record tells. The first rule that fits counts. */
export const RulesSchema = z.array(
  z.strictObject({
    /** Title of a heading that the row stands under, at any level. */
    under: z.string(),
    kind: z.enum(['heading', 'table row', 'bullet', 'command']).optional(),
    /** Part of the row's text. */
    has: z.string().optional(),
    /** A command, a check, a test, or a person, in words. */
    by: z.string(),
    /** A drill whose last result is that of the row. */
    drill: z.string().optional(),
  }),
);
export type Rules = z.output<typeof RulesSchema>;

export interface Carried {
  /** Null where nothing carries it out. */
  by: string | null;
  /** Day of the last run; empty where it is nothing that runs. */
  at: string;
  result: string;
}

export interface Known {
  rows: readonly Row[];
  outcomes: Outcomes;
  rules: Rules;
}

/** A rule goes before the commands below a heading or a bullet, and behind the drills that ran a command. */
export function carrierOf(row: Row, known: Known): Carried {
  const own = row.kind === 'command' ? byDrills(drillsThatRan([row], known)) : null;
  if (own?.by) return own;
  const rule = known.rules.find(
    ({ under, kind, has }) =>
      row.under.includes(under) &&
      (kind === undefined || kind === row.kind) &&
      (has === undefined || row.text.includes(has)),
  );
  if (rule) return byRule(rule, known);
  const below = row.kind === 'command' ? [] : commandsBelow(row, known.rows);
  if (below.some((command) => carrierOf(command, known).by === null)) return NOTHING;
  return byDrills(drillsThatRan(below, known));
}

const NOTHING: Carried = { by: null, at: '', result: '' };

function byRule(rule: Rules[number], { outcomes }: Known): Carried {
  if (rule.drill === undefined) return { by: rule.by, at: '', result: '' };
  const drill = outcomes.find(({ id }) => id === rule.drill);
  return drill ? { ...byDrills([drill]), by: `${rule.by} (drill ${drill.id})` } : NOTHING;
}

function drillsThatRan(rows: readonly Row[], { outcomes }: Known): Outcomes {
  return outcomes.filter(({ commands = [] }) => rows.some((row) => commands.some((ran) => isShownBy(row, ran))));
}

/**
 * The record has the line at which a loop or a substitution begins, so what ran is told by its name within its step; and
 * what the shell itself carries out leaves no record, so it ran where anything of its step did.
 */
function isShownBy({ line, command }: Row, ran: RanCommand): boolean {
  if (ran.state !== 'done' || !command) return false;
  const isInStep = command.from <= ran.line && ran.line <= command.to;
  return ran.line === line || (isInStep && (command.isLocal || ran.command === command.name));
}

function byDrills(ran: Outcomes): Carried {
  if (ran.length === 0) return NOTHING;
  const shown =
    ran.length > 3 ? [...ran.slice(0, 3).map(({ id }) => id), `${ran.length - 3} more`] : ran.map(({ id }) => id);
  const last =
    ran
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? '';
  const failed = ran.filter(({ passed }) => !passed);
  return {
    by: `drill ${shown.join(', ')}`,
    at: last.slice(0, 10),
    result: failed.length === 0 ? 'passed' : `failed: ${failed.map(({ id }) => id).join(', ')}`,
  };
}
