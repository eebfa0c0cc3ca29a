/** Limits in tables, bullets, symptoms, headings and running text. */
import type { Procedure, Runbook } from '@steadyhand/contracts';
import { readCondition } from '../conditions.ts';
import { roleOf } from '../vocabulary.ts';
import { readAlertRules } from './alert-rules.ts';
import { cell, columnsOf, type FactTable, type Item, lineOf, type Material, moreOf } from './material.ts';

type Threshold = Runbook['thresholds'][number];

export function readThresholds(material: Material, procedures: readonly Procedure[]): Threshold[] {
  const fromTables = [...material.tables.flatMap(tableThresholds), ...readAlertRules(material.fences)];
  const fromHeadings = material.sections.flatMap(({ title, line }) =>
    inText(title, {
      line,
      subject: title.replace(/\s*\([^()]*\)\s*/, '').replace(/^\W*(?:runbook|issue|alert)\s*:\s*/i, ''),
    }),
  );
  const owners = ownersOf(procedures);
  const fromItems = material.items.flatMap((item) => itemThresholds(item, owners, material.lines));
  const seen = new Set(fromTables.map(({ line }) => line));
  return [...fromTables, ...[...fromHeadings, ...fromItems].filter(({ line }) => !seen.has(line))].sort(
    (a, b) => a.line - b.line,
  );
}

function tableThresholds(table: FactTable): Threshold[] {
  const columns = columnsOf(table, {
    warning: /warning|warn\b/,
    critical: /critical|upgrade threshold/,
    limit: /threshold|umbral|^(?:condition|limit|metric and condition|fires within)\b/,
    target: /^(?:target|objetivo)\b/,
    metric: /^(?:key )?(?:metric|metrica|alert|alarm|signal|indicator|kpi|slo|sli)(?: name)?s?$/,
    subject: /^(?:service|resource|component|source)$/,
    action: /action|^(?:response|quick fix|first check|accion|runbook)$/,
    severity: /^(?:severity|severidad|priority)$/,
  });
  if (
    columns.metric === undefined ||
    (columns.warning ?? columns.critical ?? columns.limit ?? columns.target) === undefined
  )
    return namedRows(table);
  return table.rows.map((row) => {
    const limit = cell(row, columns.limit);
    const isCritical = /crit|p1|sev-?1|high/i.test(cell(row, columns.severity) ?? table.group?.slice(0, 9) ?? '');
    const [warning, warningOf] = relative(cell(row, columns.warning) ?? (isCritical ? null : limit));
    const [critical, criticalOf] = relative(cell(row, columns.critical) ?? (isCritical ? limit : null));
    return {
      line: row.line,
      subject: cell(row, columns.subject) ?? table.group ?? table.section.title,
      metric: cell(row, columns.metric) ?? '',
      warning,
      critical,
      of: warningOf ?? criticalOf,
      action: cell(row, columns.action),
      ...targeted(cell(row, columns.target)),
      ...moreOf(table, row, columns),
    };
  });
}

/** `| Threshold | Mean query time > 1s |` in a table of properties. */
function namedRows({ section, rows }: FactTable): Threshold[] {
  return rows.flatMap(({ line, cells: [name = '', limit = ''] }) =>
    /^(?:alert )?(?:threshold|condition|trigger|umbral)$/i.test(name)
      ? inText(limit, { line, subject: section.title })
      : [],
  );
}

/** `70% of max` to the number and its denominator. */
function relative(text: string | null): [string | null, string | null] {
  const match = /^(.*?\d\s*%)\s+of\s+(.+)$/i.exec(text ?? '');
  return match?.[1] === undefined ? [text, null] : [match[1], match[2] ?? null];
}

const COMPARED =
  /(>=|<=|≥|≤|>|<|\b(?:above|over|exceeds?|exceeding|below|under|more than|less than|greater than|at least)\b)\s*~?(\$?\d[\d.,]*(?:\s?(?:%|k\b|K\b|ms\b|s\b|m\b|h\b|d\b|min(?:ute)?s?\b|sec(?:ond)?s?\b|hours?\b|days?\b|[KMGT]i?B\b|messages?\b|errors?\b|tasks?\b|connections?\b|items?\b))?(?:\/\w+)?)/g;

/** What every comparison and every scaling rule holds. */
const MAY_LIMIT = /[<>≥≤%]|\b(?:above|over|exceed|below|under|more|less|greater|least)/;

function itemThresholds(item: Item, owners: Owners, lines: readonly string[]): Threshold[] {
  if (!MAY_LIMIT.test(item.text) && !MAY_LIMIT.test(item.label ?? '')) return [];
  const text = item.label === null || roleOf(item.label) !== null ? item.text : `${item.label}: ${item.text}`;
  const owner = owners[item.line];
  const subject = owner?.title ?? item.parent ?? item.section.title;
  const { condition, text: action } = readCondition(text);
  const acts = condition !== null && action !== text ? action : null;
  const isNeeded = [item.section.title, item.group ?? ''].some((title) =>
    /\b(?:prerequisit|requirements|requisit)/i.test(title),
  );
  const place = { line: item.line, subject, lines, isNeeded, acts: acts !== null || tellsLimits(item) };
  return [...inText(text, place), ...scaling(text, item.line, subject)].map((found) => ({
    ...found,
    action: acts ?? found.action,
  }));
}

/** What stands under such words is what somebody acts on. */
function tellsLimits({ section, group, label }: Item): boolean {
  return [section.title, group ?? '', label ?? ''].some((words) =>
    /\b(?:escalat\w+|al(?:ert|arm)\w*|triggers?|symptoms?|warning|critical|thresholds?|conditions?)\b/i.test(words),
  );
}

type Owners = readonly (Procedure | undefined)[];

/** By line, the first procedure that goes over it. */
function ownersOf(procedures: readonly Procedure[]): Owners {
  const owners: (Procedure | undefined)[] = [];
  for (const procedure of procedures) {
    for (let line = procedure.line; line <= procedure.endLine; line += 1) owners[line] ??= procedure;
  }
  return owners;
}

interface Place {
  line: number;
  subject: string;
  /** Where the text goes over several lines of the document. */
  lines?: readonly string[];
  /** The text says what to do then. */
  acts?: boolean;
  /** It lists what must be there before: `Terraform ≥ 1.10` is a version. */
  isNeeded?: boolean;
}

function inText(text: string, { line, subject, lines = [], acts = false, isNeeded = false }: Place): Threshold[] {
  if (!MAY_LIMIT.test(text)) return [];
  return [...text.slice(0, 1000).matchAll(COMPARED)].flatMap((match) => {
    const [whole, comparator = '', digits = ''] = match;
    const value = digits.replace(/[.,\s]+$/, '');
    const metric = metricBefore(text.slice(0, match.index)) || metricAfter(text.slice(match.index + whole.length));
    if (metric === '' || (isNeeded && /^(?:>=|≥)$/.test(comparator) && /^\d+(?:\.\d+)*$/.test(value))) return [];
    const of =
      /^\s+of\s+([\w/ -]{2,30}?)(?=\s*(?:[,.;)]|→|->|$))/.exec(text.slice(match.index + whole.length))?.[1] ?? null;
    const limit = `${comparator} ${value}`;
    const isTarget = TARGET.test(text.slice(0, match.index)) || isHealthy(metric, comparator, acts);
    const [warning, target] = isTarget ? [null, limit] : [limit, null];
    const found = { line: lineOf(whole, line, lines), subject, metric, warning, critical: null, of, action: null };
    return [{ ...found, ...targeted(target) }];
  });
}

/** What stands before a value that ought to be. */
const TARGET = /\b(?:targets?|should (?:be|stay|remain)|ought to be|goal|objetivo|slo)\s*[:=]?\s*\(?$/i;
/** The less of it the better, and the more. */
const COSTS =
  /\b(?:cpu|memory|utili[sz]ation|latency|response time|time|p\d\d|errors?|error rate|lag|depth|age|usage|duration|failures?|delay)\b/i;
const GAINS = /\b(?:hit rate|availability|uptime|success|healthy|free|available|remaining)\b/i;

/** `Error rate (< 1%)` is how it ought to be: nobody acts because a rate of errors is low. */
function isHealthy(metric: string, comparator: string, acts: boolean): boolean {
  if (acts) return false;
  if (GAINS.test(metric)) return /^(?:[>≥]|at least)/.test(comparator);
  return COSTS.test(metric) && /^[<≤]/.test(comparator);
}

function targeted(target: string | null): Pick<Threshold, 'target'> {
  return target === null ? {} : { target };
}

/** The last words of a clause: `CPU utilization` in `CPU utilization (target: <70%)`. */
function metricBefore(before: string): string {
  const clause =
    before
      .replace(/\s*\(?(?:target|threshold|limit|alert)?\s*[:=(]\s*$/i, '')
      .replace(/\s*\(?should (?:be|stay|remain)\s*$/i, '')
      .split(/[.;,()→|]|->|:\s|\band\b|\bor\b/)
      .findLast((words) => !NO_METRIC.test(words)) ?? '';
  const words = clause
    .trim()
    .split(/\s+/)
    .slice(-6)
    .join(' ')
    .replace(/\b(?:is|are|was|be|when|if|the|a|has|than|to|by|for|it|stays?|goes|rises?)\b/gi, ' ');
  const metric = words.replace(/\s+/g, ' ').trim();
  const measured = STATISTIC.test(metric) ? /([\p{L}][\p{L} ]*)\([^()]*$/u.exec(before)?.[1] : undefined;
  if (measured !== undefined) return `${measured.replace(/^(?:high|low|slow)\s+/i, '').trim()} ${metric}`;
  return /\p{L}/u.test(metric) ? metric : '';
}

/** In `Response time (P95 < 3s)` it says nothing alone. */
const STATISTIC = /^(?:p\d{2,3}|avg|average|mean|max(?:imum)?)$/i;

/** In `CPU: Target < 70%, Alert > 80%` neither of the two words is what is measured. */
const NO_METRIC = /^\s*(?:targets?|alerts?(?: (?:if|when|at))?|warn(?:ing)?|critical|limits?|thresholds?)\s*$|[<>≥≤]/i;

function metricAfter(after: string): string {
  return /^\s*([\p{L}\d][\p{L}\d /-]{2,40}?)(?=[,.;)(]|$)/u.exec(after)?.[1]?.trim() ?? '';
}

/** `scales between 2-10 tasks based on CPU (70%) and memory (80%)`. */
function scaling(text: string, line: number, subject: string): Threshold[] {
  if (!/\bscal/i.test(text)) return [];
  const scaled = /^(?:the )?(\p{L}[\p{L}\d -]{1,40}?) (?:auto-?)?scales?\b/iu.exec(text)?.[1];
  const bounds = /\bbetween (\d+\s*(?:-|–|and|to)\s*\d+ \p{L}+)/u.exec(text)?.[1];
  return [...text.slice(0, 500).matchAll(/(\p{L}+)\s*\((\d+\s*%)\)/gu)].map((match) => ({
    line,
    subject: scaled ?? subject,
    metric: match[1] ?? '',
    warning: match[2] ?? null,
    critical: null,
    of: null,
    action: bounds === undefined ? 'scale' : `scale between ${bounds}`,
  }));
}
