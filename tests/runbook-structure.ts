/**
 * What the parser understood of a document, without the document's words: one line for each procedure, step, command
 * and fact, in a form to be read beside the source. Ids, names of blanks and operations are the only words.
 */
import type { Procedure, Runbook, RunbookCommand, Step } from '@steadyhand/contracts';

export function structureOf(runbook: Runbook): string {
  const { coverage, procedures, environments, diagnostics } = runbook;
  const lines = [
    `lines ${coverage.lines} unaccounted ${coverage.unaccounted.length} environments ${environments.length}`,
    ...procedures.flatMap(procedureLines),
    ...factLines(runbook),
    ...diagnostics.map(({ line, rule, severity }) => `diagnostic ${line} ${severity} ${rule}`),
  ];
  return `${lines.join('\n')}\n`;
}

function procedureLines({ id, kind, line, endLine, triggers, symptoms, severity, steps }: Procedure): string[] {
  const signs = [
    ...triggers.map(
      (trigger) => `trigger ${trigger.line}${trigger.alarm === undefined ? '' : ` alarm ${trigger.alarm}`}`,
    ),
    ...(symptoms.length > 0 ? [`symptoms ${symptoms.length}`] : []),
    ...(severity === null ? [] : ['severity']),
  ];
  return [
    '',
    `procedure ${id} ${kind} ${line}-${endLine}`,
    ...signs.map((sign) => `  ${sign}`),
    ...steps.flatMap((step) => stepLines(step, id)),
  ];
}

function stepLines(step: Step, procedure: string): string[] {
  const own = (id: string) => id.slice(procedure.length + 1);
  const marks = [
    step.phase,
    ...(step.actor === 'person' ? ['person'] : []),
    ...(step.condition === null ? [] : ['condition']),
    ...(step.alternativeTo === null ? [] : [`instead-of:${own(step.alternativeTo)}`]),
    ...(step.under === undefined ? [] : [`under:${step.under.length}`]),
    ...(step.expects === null ? [] : ['expects']),
    ...(step.details === undefined ? [] : [`details:${step.details.length}`]),
    ...step.blocks.map(({ line, endLine, language }) => `${language}:${line}-${endLine}`),
  ];
  return [`  ${step.line}-${step.endLine} ${own(step.id)} ${marks.join(' ')}`, ...step.commands.map(commandLine)];
}

function commandLine({ line, program, operation, effect, inside, inline, parameters }: RunbookCommand): string {
  const marks = [
    // What follows the program in `operation` may be a name of the document's own.
    ...(operation === null ? [] : [operation]),
    effect,
    ...(inside === null ? [] : ['inside']),
    ...(inline === true ? ['inline'] : []),
    ...parameters.map((name) => `{${name}}`),
  ];
  return `    ${line} ${program} ${marks.join(' ')}`;
}

function factLines(runbook: Runbook): string[] {
  const { services, parameters, thresholds, severities, escalation, contacts, windows } = runbook;
  const { objectives, costs, links, schedules, notes = [] } = runbook;
  return [
    '',
    ...services.map(
      ({ line, port, health, more }) => `service ${line} port ${port} health ${health} more ${count(more)}`,
    ),
    ...parameters.map(parameterLine),
    ...thresholds.map(
      ({ line, warning, critical, of, action, target, more }) =>
        `threshold ${line} warning ${shape(warning)} critical ${shape(critical)}${has('of', of)}${has('action', action)}` +
        `${target === undefined ? '' : ` target ${shape(target)}`}${count(more) > 0 ? ` more ${count(more)}` : ''}`,
    ),
    ...severities.map(({ line, level, respondWithin }) => `severity ${line} ${level} within ${respondWithin}`),
    ...escalation.map(
      ({ line, level, after, contact, when }) =>
        `escalation ${line} ${shape(level)} after ${after}${has('contact', contact)} when ${when.length}`,
    ),
    ...contacts.map(({ line, more }) => `contact ${line} more ${count(more)}`),
    ...windows.map(({ line, kind, environment }) => `window ${line} ${kind} environment ${environment}`),
    ...objectiveLines(objectives),
    ...costs.map(({ line, monthly }) => `cost ${line} ${monthly}`),
    ...schedules.map(({ line, cadence, items }) => `schedule ${line} ${cadence} items ${items.length}`),
    ...(links.length > 0 ? [`links ${links.map(({ line }) => line).join(' ')}`] : []),
    ...notes.map(
      ({ line, endLine, kind, role, procedure }) =>
        `note ${line}-${endLine} ${kind}${role === null ? '' : ` ${role}`}${procedure === null ? '' : ` in ${procedure}`}`,
    ),
  ];
}

function parameterLine({
  name,
  spelling,
  definedAt,
  usedAt,
  resource,
  arithmetic,
  hasDefault,
}: Runbook['parameters'][number]): string {
  const marks = [
    ...(definedAt === null ? [] : [`defined ${definedAt}`]),
    ...(resource === null ? [] : [resource]),
    ...(arithmetic ? ['arithmetic'] : []),
    ...(hasDefault ? ['has-default'] : []),
  ];
  return `parameter ${name} ${spelling} ${[...marks, 'used', ...usedAt].join(' ')}`;
}

function objectiveLines({ rto, rpo, each = [] }: Runbook['objectives']): string[] {
  const whole = rto === null && rpo === null ? [] : [`objectives rto ${shape(rto)} rpo ${shape(rpo)}`];
  return [...whole, ...each.map((one) => `objective ${one.line} rto ${shape(one.rto)} rpo ${shape(one.rpo)}`)];
}

/** Comparators, numbers and units; every other word is a dot. */
function shape(value: string | null): string {
  return value === null
    ? '-'
    : value
        .replace(/\p{L}{4,}/gu, '·')
        .replace(/\s+/g, ' ')
        .trim();
}

function has(name: string, value: string | null): string {
  return value === null ? '' : ` ${name}`;
}

function count(more: Readonly<Record<string, string>> | undefined): number {
  return Object.keys(more ?? {}).length;
}
