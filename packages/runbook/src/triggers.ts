/** Alarms and measured thresholds by which a text says that a procedure applies. */
import type { PhrasingContent } from 'mdast';
import type { DraftTrigger } from './draft.ts';
import { lineage, type Section } from './markdown/outline.ts';
import { codeSpans, firstLine, plain } from './markdown/text.ts';
import { partsOf } from './sections.ts';

const ALARM_WORD = /\b(?:alarms?|alerts?|alarmas?|alertas?|monitors?)\b|알람|경보/i;
/** An alarm's name or glob: no blanks, with a dash, an underscore or two humps. */
const NAME =
  /^(?=[\w*?./-]{4,128}$)(?:[*?\w]*[-_*][\w*?./-]*|[A-Z][a-z0-9]+(?:[A-Z0-9][a-z0-9]*)+|[A-Z0-9]{2,}[a-z][A-Za-z0-9]+)$/;
const PRODUCT = /^(?:CloudWatch|PagerDuty|OpsGenie|DataDog|NewRelic|GitHub|ServiceNow|StatusPage|AlertManager)$/i;
/** A region and a program's exception look like names of alarms. */
const NO_ALARM = /^[a-z]{2}(?:-[a-z]+)+-\d$|Exception$/;
const MEASURED = /(?:[<>≥≤]=?\s*\d|\b(?:above|over|below|exceeds?|more than|less than|under)\s+\d)/i;

/** The triggers in a symptom or an alert label. `isAlarmText`: the label above already says that alarms are named. */
export function findTriggers(nodes: readonly PhrasingContent[], isAlarmText: boolean): DraftTrigger[] {
  const text = plain(nodes).replace(/^[:：]\s*/, '');
  const line = nodes[0] === undefined ? 1 : firstLine(nodes[0]);
  const alarms = isAlarmText || ALARM_WORD.test(text) ? alarmNames(nodes, text, isAlarmText) : [];
  if (alarms.length > 0) return alarms.map((alarm) => ({ line: alarm.line ?? line, alarm: alarm.name, text }));
  return MEASURED.test(text) || (isAlarmText && text !== '') ? [{ line, text }] : [];
}

interface Named {
  name: string;
  line?: number;
}

function alarmNames(nodes: readonly PhrasingContent[], text: string, isAlarmText: boolean): Named[] {
  const spans = codeSpans(nodes).filter((span) => NAME.test(span.text));
  if (spans.length > 0) return spans.map((span) => ({ name: span.text, line: span.line }));
  const quoted = [...text.matchAll(/["“]([\w*?./-]{4,128})["”]/g)].map((match) => match[1] ?? '');
  if (quoted.length > 0) return quoted.map((name) => ({ name }));
  const named = /\b(?:alarm|alert)s?\s*:?\s+(.*)$/i.exec(text)?.[1];
  const after = named ?? (isAlarmText ? text : '');
  const words = after.split(/[\s,;]+/).map((word) => word.replace(/[.:]+$/, ''));
  const names = words.filter(
    (word) =>
      NAME.test(word) &&
      !PRODUCT.test(word) &&
      !NO_ALARM.test(word) &&
      /[a-z].*[-_A-Z]|\*/.test(word) &&
      !/^\d/.test(word),
  );
  return names.slice(0, isAlarmText ? 10 : 1).map((name) => ({ name }));
}

/**
 * The alarm whose name is a section's title, as in collections with a document for each alarm: `TargetDown`. A product
 * may be written like that as well, so the section must be a document's own, stand below alarms, or have an incident's
 * parts.
 */
export function alarmOf(title: string, section: Section): string | null {
  const alarm = alarmInTitle(title);
  if (alarm === null || section.depth === 0) return null;
  const isNamed =
    section.depth === 1 || lineage(section).some((above) => above !== section && ALARM_WORD.test(above.title));
  return isNamed || partsOf(section).length > 0 ? alarm : null;
}

function alarmInTitle(title: string): string | null {
  const word = title.replace(/^alert:?\s+/i, '').trim();
  return /^(?:[A-Z][a-z0-9]*){2,}$/.test(word) && !/^(?:Runbook|Readme|ToDo)$/i.test(word) && /[a-z][A-Z]/.test(word)
    ? word
    : null;
}

/** `High Latency (p95 > 1s)`: the measured condition that a title names. */
export function thresholdInTitle(title: string): string | null {
  const inside = /\(([^()]*)\)/.exec(title)?.[1] ?? '';
  if (!MEASURED.test(inside)) return null;
  // `(>5%)` says of what only with the words before it.
  return /\p{L}\p{L}|\p{L}\d/u.test(inside) ? inside : title.trim();
}
