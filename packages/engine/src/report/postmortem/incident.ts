/** Impact, detection, times, causes and lessons: the parts that an incident has and an operation has not. */
import type { RunEvent } from '@steadyhand/contracts';
import { matchesGlob } from '@steadyhand/runbook';
import { code, prose, table } from '../markdown.ts';
import { instant, span } from '../words.ts';
import { type Story, section, toBeWritten } from './story.ts';
import { waits } from './waits.ts';

export function impact(story: Story): string {
  const { procedure } = story;
  const symptoms = procedure.symptoms.map((text) => `"${prose(text)}"`).join(', ');
  const hint = symptoms === '' ? '' : ` The runbook names as symptoms: ${symptoms}.`;
  return section(
    'Impact',
    alarms(story.events),
    measured(story.events),
    thresholds(story),
    toBeWritten(`who was affected, how, and for how long; what was lost.${hint}`),
  );
}

function alarms(events: readonly RunEvent[]): string {
  const opened = events.filter((event) => event.type === 'incident-opened');
  return opened.map(({ alarm, reason }) => `- Alarm ${code(alarm)}: ${prose(reason)}`).join('\n');
}

/** A check is in the record each time it changed. */
function measured(events: readonly RunEvent[]): string {
  const seen = events.filter((event) => event.type === 'recovery-checked');
  const checks = [...new Set(seen.map(({ check }) => check))];
  if (checks.length === 0) return '';
  const rows = checks.map((check) => {
    const own = seen.filter((event) => event.check === check);
    const [first, last] = [own[0], own.at(-1)];
    const show = (event: typeof first): string =>
      event ? `${prose(event.detail)} (${event.ok ? 'well' : 'not well'})` : '';
    return [prose(check), show(first), show(last), last?.ok ? instant(last.at) : ''];
  });
  return `What the checks of the recovery saw:\n\n${table(['Check', 'At first', 'At last', 'Well since (UTC)'], rows)}`;
}

/** The runbook's thresholds of what the checks look at and of what the title names. */
function thresholds({ events, runbook, procedure }: Story): string {
  const checks = events.flatMap((event) => (event.type === 'recovery-checked' ? [event.check] : []));
  const rows = runbook.thresholds
    .filter(({ subject, metric }) => names(checks.join(' '), metric) || names(procedure.title, subject, metric))
    .map(({ subject, metric, warning, critical, line }) => [
      prose(`${subject} ${metric}`),
      prose(warning ?? ''),
      prose(critical ?? ''),
      String(line),
    ]);
  if (rows.length === 0) return '';
  return `Thresholds of the runbook:\n\n${table(['Metric', 'Warning', 'Critical', 'Line'], rows)}`;
}

/** Whether one of the phrases stands in the text, word for word. */
function names(text: string, ...phrases: readonly string[]): boolean {
  const plain = (given: string): string =>
    ` ${
      given
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu)
        ?.join(' ') ?? ''
    } `;
  return phrases.some((phrase) => plain(phrase).trim() !== '' && plain(text).includes(plain(phrase)));
}

export function detection({ events, procedure, run }: Story): string {
  const opened = events.filter((event) => event.type === 'incident-opened');
  if (opened.length === 0) {
    const told = `No alarm is part of this record. The run was started as ${code(run.by)}.`;
    return section('Detection', told, toBeWritten('how the trouble was noticed, by whom, and when it began.'));
  }
  const told = opened.map(({ alarm, at }) => {
    const trigger = procedure.triggers.find((one) => one.alarm !== undefined && matchesGlob(one.alarm, alarm));
    const line = trigger?.alarm ? ` The runbook names it in line ${trigger.line}, as ${code(trigger.alarm)}.` : '';
    return `The alarm ${code(alarm)} went off at ${instant(at)} UTC.${line}`;
  });
  return section('Detection', told.join('\n\n'), toBeWritten('whether it could have been noticed earlier.'));
}

const NO_ALARM = 'no alarm is part of this record';
const NO_BEGINNING = 'the record does not say when the trouble began';

/** With what each time means, and why it is missing where it is. */
export function times({ times: at, isIncident, run, events }: Story): string {
  const began = at.fault ?? at.alarm;
  const noEnd = at.alarm === null ? NO_ALARM : null;
  const rows = isIncident
    ? [
        ['Time to detect[^detect]', between(at.fault, at.alarm, noEnd ?? NO_BEGINNING)],
        ['Time to acknowledge[^acknowledge]', between(at.alarm, at.acknowledged, noEnd ?? 'no run was started')],
        ['Time to mitigate[^mitigate]', between(began, at.mitigated, noEnd ?? 'no change went well')],
        ['Time to recover[^recover]', between(began, at.recovered, noEnd ?? 'recovery was not proven')],
      ]
    : [];
  const waited = waits(events).reduce((sum, ms) => sum + ms, 0);
  rows.push(['Run, from its start to its end', between(run.startedAt, run.finishedAt, 'it has not ended')]);
  rows.push(['Of that, waiting for people', waited === 0 ? '–' : span(waited)]);
  return section('Times', table(['', ''], rows), isIncident ? DEFINITIONS : '');
}

function between(from: number | null, to: number | null, reason: string): string {
  return from === null || to === null ? `– (${reason})` : span(to - from);
}

const BEGINNING = 'the first fault, which a drill alone knows, or else from the alarm';
const DEFINITIONS = [
  '[^detect]: From the first fault, which a drill alone knows, to the alarm.',
  '[^acknowledge]: From the alarm to the start of the run.',
  `[^mitigate]: From ${BEGINNING}, to the end of the last change of the run that went well.`,
  `[^recover]: From ${BEGINNING}, to the moment from which on every check of the recovery was well, for good.`,
].join('\n');

export function causes(): string {
  return section(
    'Root causes and contributing factors',
    toBeWritten('what led to this, and why it was possible. The record knows what was done, not why it was needed.'),
  );
}

export function lessons(): string {
  return section(
    'Lessons',
    ['- What went well:', '- What went badly:', '- Where we had luck:'].join('\n'),
    toBeWritten('the three lines above.'),
  );
}
