import type { Procedure, Runbook, RunbookCommand, Step } from '@steadyhand/contracts';
import { renderFacts } from './runbook-facts.ts';
import { effectStyle, type Style } from './style.ts';
import { fit } from './text.ts';

export interface RenderOptions {
  style: Style;
  columns: number;
}

/** A runbook as a tree of procedures, steps and commands. */
export function renderRunbook(runbook: Runbook, options: RenderOptions): string {
  const { style } = options;
  const commands = runbook.procedures.flatMap((procedure) => procedure.steps.flatMap((step) => step.commands));
  const lines = [
    style.bold(runbook.title || '(no title)'),
    style.dim(
      `${runbook.procedures.length} procedures, ${commands.length} commands, ${runbook.parameters.length} parameters, ` +
        `${runbook.coverage.lines} lines, ${runbook.coverage.unaccounted.length} not accounted for`,
    ),
    ...runbook.procedures.flatMap((procedure) => renderProcedure(procedure, options)),
    ...renderParameters(runbook, options),
    ...renderFacts(runbook, options),
    ...renderDiagnostics(runbook, options),
  ];
  return `${lines.join('\n')}\n`;
}

function renderProcedure(procedure: Procedure, options: RenderOptions): string[] {
  const { style } = options;
  const { severity, triggers, symptoms, steps } = procedure;
  const alarms = triggers.flatMap(({ alarm }) => (alarm === undefined ? [] : [alarm]));
  const measured = triggers.flatMap(({ alarm, text }) =>
    alarm === undefined && !symptoms.includes(text) ? [text] : [],
  );
  const of = [procedure.kind, ...(severity === null ? [] : [`severity ${severity}`]), `line ${procedure.line}`];
  return [
    '',
    `${style.bold(procedure.title)}  ${style.dim(of.join(', '))}`,
    `  ${style.dim(procedure.id)}`,
    ...(alarms.length > 0 ? [`  alarms: ${alarms.join(', ')}`] : []),
    ...measured.map((text) => aside(`applies: ${text}`, 2, options)),
    ...symptoms.map((text) => aside(`symptom: ${text}`, 2, options)),
    ...steps.flatMap((step, i) => [
      ...renderAbove(step, steps[i - 1]?.under ?? [], options),
      ...renderStep(step, { procedure, before: steps[i - 1] }, options),
    ]),
  ];
}

/** The labels above a step, where the step before did not stand below them too. */
function renderAbove({ under = [] }: Step, before: readonly string[], options: RenderOptions): string[] {
  const isNew = under.length > 0 && under.join('\n') !== before.join('\n');
  return isNew ? [aside(`${under.join(' > ')}:`, 2, options)] : [];
}

function renderStep(
  step: Step,
  { procedure, before }: { procedure: Procedure; before: Step | undefined },
  options: RenderOptions,
): string[] {
  const { style, columns } = options;
  const actor = step.actor === 'person' ? style.dim(' (a person)') : '';
  const condition = step.condition ? `${step.condition}: ` : '';
  // Of several steps that are one way, the first says so.
  const isNewWay = step.alternativeTo !== null && step.alternativeTo !== before?.alternativeTo;
  const first = isNewWay ? procedure.steps.find(({ id }) => id === step.alternativeTo) : undefined;
  const instead = first === undefined ? '' : `instead of line ${first.line}: `;
  const text = fit(instead + condition + step.text.replaceAll('\n', ' '), Math.max(20, columns - 26));
  const commands = new Set(step.commands.map((command) => command.text));
  return [
    `  ${style.blue(step.phase.padEnd(11))} ${text}${actor}`,
    ...(step.details ?? [])
      .filter((detail) => !commands.has(detail))
      .map((detail) => aside(`- ${detail}`, 14, options)),
    ...step.commands.map((command) => renderCommand(command, options)),
    ...(step.expects === null ? [] : [aside(`expects: ${step.expects}`, 14, options)]),
  ];
}

/** One line, cut at the width. */
function aside(text: string, margin: number, { style, columns }: RenderOptions): string {
  return `${' '.repeat(margin)}${style.dim(fit(text.replace(/\s+/g, ' ').trim(), Math.max(20, columns - margin)))}`;
}

function renderCommand(command: RunbookCommand, { style, columns }: RenderOptions): string {
  const effect = effectStyle(style, command.effect)(command.effect.padEnd(8));
  const place = command.inside ? ` inside ${fit(command.inside, INSIDE)}` : '';
  const text = command.text.replaceAll(/\s*\\?\n\s*/g, ' ');
  const line = style.dim(String(command.line).padStart(5));
  return `    ${line} ${effect} ${fit(text, Math.max(20, columns - 20 - place.length))}${style.dim(place)}`;
}

/** Columns for the command that opened the program into which another is typed. */
const INSIDE = 24;

function renderParameters(runbook: Runbook, { style }: RenderOptions): string[] {
  if (runbook.parameters.length === 0) return [];
  return [
    '',
    style.bold('Parameters'),
    ...runbook.parameters.map((parameter) => {
      const defined = parameter.definedAt === null ? style.yellow('not defined here') : `line ${parameter.definedAt}`;
      const resource = parameter.resource ? `  ${style.dim(parameter.resource)}` : '';
      const count = parameter.arithmetic ? style.dim('  in arithmetic') : '';
      const own = parameter.hasDefault ? style.dim('  has a default') : '';
      return `  ${parameter.spelling.padEnd(28)} ${defined}${resource}${count}${own}`;
    }),
  ];
}

function renderDiagnostics(runbook: Runbook, { style }: RenderOptions): string[] {
  if (runbook.diagnostics.length === 0) return [];
  const colour = { error: style.red, warning: style.yellow, info: style.dim };
  return [
    '',
    style.bold('Diagnostics'),
    ...runbook.diagnostics.map(
      (found) => `  ${found.line}: ${colour[found.severity](found.severity)} ${found.rule}: ${found.message}`,
    ),
  ];
}
