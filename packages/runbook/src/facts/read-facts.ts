/** What a document says of its system besides what to do. */
import type { Procedure, Runbook } from '@steadyhand/contracts';
import type { Span } from '../coverage.ts';
import type { Section } from '../markdown/outline.ts';
import { readContacts } from './contacts.ts';
import { readCosts } from './costs.ts';
import { readEnvironments } from './environments.ts';
import { readEscalation } from './escalation.ts';
import { readLinks } from './links.ts';
import { type Material, readMaterial } from './material.ts';
import { readObjectives } from './objectives.ts';
import { readSchedules } from './schedules.ts';
import { readServices } from './services.ts';
import { readSeverities } from './severities.ts';
import { readThresholds } from './thresholds.ts';
import { readWindows } from './windows.ts';

type FactName =
  | 'services'
  | 'environments'
  | 'thresholds'
  | 'severities'
  | 'escalation'
  | 'contacts'
  | 'windows'
  | 'objectives'
  | 'costs'
  | 'links'
  | 'schedules';

export type Facts = Pick<Runbook, FactName>;

export function readFacts(
  root: Section,
  procedures: readonly Procedure[],
  lines: readonly string[],
): Facts & { spans: Span[] } {
  const material = readMaterial(root, lines);
  const facts: Facts = {
    services: readServices(material),
    environments: readEnvironments(material),
    thresholds: readThresholds(material, procedures),
    severities: readSeverities(material),
    escalation: readEscalation(material),
    contacts: readContacts(material),
    windows: readWindows(material),
    objectives: readObjectives(material),
    costs: readCosts(material),
    links: readLinks(root),
    schedules: readSchedules(procedures),
  };
  return { ...facts, spans: spansOf(facts, material) };
}

/** The lines that facts hold; a table whose every row does, whole. */
function spansOf(facts: Facts, { tables, taken: also }: Material): Span[] {
  const { services, thresholds, severities, escalation, contacts, windows, costs, objectives } = facts;
  const rows = new Set(tables.flatMap((table) => table.rows.map(({ line }) => line)));
  const located = [
    services,
    // Running text may say more than the limit in it.
    thresholds.filter(({ line }) => rows.has(line)),
    severities,
    escalation,
    contacts,
    windows,
    costs,
    objectives.each ?? [],
  ].flat();
  const taken = new Set([...also, ...located.map(({ line }) => line)]);
  const whole = tables.filter(({ rows }) => rows.length > 0 && rows.every(({ line }) => taken.has(line)));
  return [...[...taken].map((line) => ({ line, endLine: line })), ...whole];
}
