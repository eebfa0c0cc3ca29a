import type { Procedure, Runbook, RunbookCommand, Step } from '@steadyhand/contracts';
import { effectStyle, type Style } from './style.ts';
import { fit } from './text.ts';

interface RenderOptions {
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
    ...renderDiagnostics(runbook, options),
  ];
  return `${lines.join('\n')}\n`;
}

function renderProcedure(procedure: Procedure, options: RenderOptions): string[] {
  const { style } = options;
  const alarms = procedure.triggers.flatMap((trigger) => (trigger.alarm ? [trigger.alarm] : []));
  return [
    '',
    `${style.bold(procedure.title)}  ${style.dim(`${procedure.kind}, line ${procedure.line}`)}`,
    `  ${style.dim(procedure.id)}`,
    ...(alarms.length > 0 ? [`  alarms: ${alarms.join(', ')}`] : []),
    ...procedure.steps.flatMap((step) => renderStep(step, options)),
  ];
}

function renderStep(step: Step, options: RenderOptions): string[] {
  const { style, columns } = options;
  const actor = step.actor === 'person' ? style.dim(' (a person)') : '';
  const condition = step.condition ? `${step.condition}: ` : '';
  const text = fit(condition + step.text.replaceAll('\n', ' '), Math.max(20, columns - 26));
  return [
    `  ${style.blue(step.phase.padEnd(11))} ${text}${actor}`,
    ...step.commands.map((command) => renderCommand(command, options)),
  ];
}

function renderCommand(command: RunbookCommand, { style, columns }: RenderOptions): string {
  const effect = effectStyle(style, command.effect)(command.effect.padEnd(8));
  const place = command.inside ? style.dim(` inside ${command.inside}`) : '';
  const text = command.text.replaceAll(/\s*\\?\n\s*/g, ' ');
  return `    ${style.dim(String(command.line).padStart(5))} ${effect} ${fit(text, Math.max(20, columns - 20))}${place}`;
}

function renderParameters(runbook: Runbook, { style }: RenderOptions): string[] {
  if (runbook.parameters.length === 0) return [];
  return [
    '',
    style.bold('Parameters'),
    ...runbook.parameters.map((parameter) => {
      const defined = parameter.definedAt === null ? style.yellow('not defined here') : `line ${parameter.definedAt}`;
      const resource = parameter.resource ? `  ${style.dim(parameter.resource)}` : '';
      return `  ${parameter.spelling.padEnd(28)} ${defined}${resource}`;
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
