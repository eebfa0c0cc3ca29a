/** What a runbook says besides its procedures, a line for each fact. */
import type { Runbook } from '@steadyhand/contracts';
import type { RenderOptions } from './runbook.ts';
import { fit, wrap } from './text.ts';

interface Row {
  line: number;
  text: string;
}

export function renderFacts(runbook: Runbook, options: RenderOptions): string[] {
  const { environments, notes = [] } = runbook;
  const named =
    environments.length > 0 ? ['', `${options.style.bold('Environments')}  ${environments.join(', ')}`] : [];
  const width = Math.max(20, options.columns - 12);
  const facts = Object.entries(factsOf(runbook)).map(([title, rows]) => ({
    title,
    rows: rows.map(({ line, text }) => ({ line, parts: wrap(text, width) })),
  }));
  const rest = notes.filter(({ kind }) => kind !== 'toc').map(noteRow);
  facts.push({ title: 'Notes', rows: rest.map(({ line, text }) => ({ line, parts: [fit(text, width)] })) });
  return [...named, ...facts.flatMap((section) => renderSection(section, options))];
}

interface LaidOut {
  title: string;
  /** Each with the lines of the screen that it takes. */
  rows: { line: number; parts: string[] }[];
}

function renderSection({ title, rows }: LaidOut, { style }: RenderOptions): string[] {
  if (rows.length === 0) return [];
  const laid = rows.flatMap(({ line, parts }) =>
    parts.map((part, i) =>
      i === 0 ? `    ${style.dim(String(line).padStart(5))} ${part}` : `${' '.repeat(12)}${part}`,
    ),
  );
  return ['', style.bold(title), ...laid];
}

function factsOf(runbook: Runbook): Readonly<Record<string, Row[]>> {
  const { services, thresholds, severities, escalation, contacts, windows, objectives, costs } = runbook;
  return {
    Services: services.map(({ line, name, port, health, purpose, more }) =>
      row(line, [name, told('port', port), told('health', health), purpose], more),
    ),
    Thresholds: thresholds.map(({ line, subject, metric, warning, critical, of, target, action, more }) =>
      row(
        line,
        [
          subject === metric ? subject : `${subject}: ${metric}`,
          told('warning', warning),
          told('critical', critical),
          told('target', target),
          told('of', of),
          told('→', action),
        ],
        more,
      ),
    ),
    Severities: severities.map(({ line, level, meaning, respondWithin, more }) =>
      row(line, [level, meaning, told('response', respondWithin)], more),
    ),
    Escalation: escalation.map(({ line, level, after, contact, when, more }) =>
      row(line, [level, told('after', after), contact === level ? null : contact, told('when', when.join('; '))], more),
    ),
    Contacts: contacts.map(({ line, role, channel, more }) => row(line, [role, channel], more)),
    Windows: windows.map(({ line, kind, name, environment, text }) =>
      row(line, [kind, name === environment ? null : name, environment, text]),
    ),
    Objectives: (objectives.each ?? []).map(({ line, subject, rto, rpo, more }) =>
      row(line, [subject, told('RTO', rto), told('RPO', rpo)], more),
    ),
    Costs: costs.map(({ line, item, monthly, more }) => row(line, [item, monthly], more)),
    Schedules: runbook.schedules.map(({ line, cadence, title, items }) =>
      row(line, [cadence, title, items.join('; ')]),
    ),
    Links: runbook.links
      .filter(({ target }) => !target.startsWith('#'))
      .map(({ line, text, target }) => row(line, text === target ? [target] : [text, target])),
  };
}

function noteRow({ line, kind, role, under, text }: NonNullable<Runbook['notes']>[number]): Row {
  const above = under?.at(-1);
  return row(line, [
    role === null || role === kind ? kind : `${kind}, ${role}`,
    above === undefined ? null : above,
    text,
  ]);
}

function row(
  line: number,
  parts: readonly (string | null | undefined)[],
  more: Readonly<Record<string, string>> = {},
): Row {
  const others = Object.entries(more).map(([name, value]) => `${name}: ${value}`);
  return {
    line,
    text: [...parts, ...others]
      .flatMap((part) => (part === null || part === undefined || part === '' ? [] : [part.replace(/\s+/g, ' ').trim()]))
      .join('  '),
  };
}

function told(name: string, value: string | number | null | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : `${name} ${value}`;
}
