import { changesWorld } from '@steadyhand/contracts';
import { wentWell } from '../calls.ts';
import { closing, code, prose, table } from '../markdown.ts';
import { count, instant, nameOf, span } from '../words.ts';
import { type Story, section, toBeWritten } from './story.ts';
import { waits } from './waits.ts';

const STATES: Record<Story['run']['state'], string> = {
  done: 'carried out',
  failed: 'failed',
  refused: 'refused',
  waiting: 'waits for a person or a time',
  paused: 'paused',
  cancelled: 'cancelled',
  unknown: 'ended with an outcome that is not known',
  interrupted: 'interrupted',
  unfinished: 'under way, or cut off',
};

export function title(story: Story): string {
  const { procedure, isIncident, run } = story;
  const kind = isIncident ? 'Post-incident report' : 'Report of an operation';
  const rows = [
    ['Status', status(story)],
    ['Date', `${instant(run.startedAt)} UTC${run.finishedAt === null ? '' : ` to ${instant(run.finishedAt)} UTC`}`],
    ['Procedure', `${prose(procedure.title)} (${prose(story.runbook.title)})`],
    ['Environment', `${prose(run.environment)}: account ${code(run.account)}, region ${code(run.region)}`],
    ...(isIncident ? [['Severity', prose(procedure.severity ?? 'to be written')]] : []),
    ['Started as', code(run.by)],
    ['People', people(story)],
    ...(isIncident ? [['Authors', 'to be written']] : []),
  ];
  return `# ${kind}: ${prose(procedure.title)}\n\n${table(['', ''], rows)}`;
}

function status({ events, run }: Story): string {
  const closed = events.findLast((event) => event.type === 'incident-closed');
  const procedure = `${run.mode === 'dry-run' ? 'dry run ' : ''}${STATES[run.state]}`;
  if (!closed) return `Procedure ${procedure}`;
  return `${closed.recovered ? '**Recovered**, proven' : '**Not recovered**'}; procedure ${procedure}`;
}

/** Everybody whom the record names, with the role that was known. */
function people({ events }: Story): string {
  const roles = new Map<string, string>();
  for (const event of events) {
    const acts =
      event.type === 'answered' ||
      event.type === 'note' ||
      event.type === 'run-ordered' ||
      event.type === 'command-edited' ||
      (event.type === 'approval' && event.questionId !== undefined);
    if (!acts || event.by === 'nobody') continue;
    const role = event.type === 'approval' ? event.role : undefined;
    roles.set(event.by, role ?? roles.get(event.by) ?? '');
  }
  return [...roles].map(([name, role]) => prose(role === '' ? name : `${name} (${role})`)).join(', ');
}

/** Facts of the record, and nothing else. */
export function whatHappened(story: Story): string {
  const sentences = [...beginning(story), ...steps(story), ...changes(story), ...lives(story), ...ending(story)];
  const people = story.isIncident ? toBeWritten('what this looked like from outside, in two or three sentences.') : '';
  return section('What happened', sentences.join(' '), people);
}

function beginning({ events, run, procedure }: Story): string[] {
  const faults = events.filter((event) => event.type === 'drill-phase' && event.phase === 'fault');
  const drill = faults.map((event) => (event.type === 'drill-phase' ? event.text : '')).join('; ');
  const alarms = events.filter((event) => event.type === 'incident-opened');
  return [
    ...(faults.length > 0 ? [`This was a drill: ${closing(drill)} All times are on the clock of its range.`] : []),
    ...alarms.map(
      ({ at, alarm, reason }) => `At ${instant(at)} UTC the alarm ${code(alarm)} went off: ${closing(reason)}`,
    ),
    `The procedure "${prose(procedure.title)}" was started at ${instant(run.startedAt)} UTC${run.mode === 'dry-run' ? ' as a dry run' : ''}.`,
  ];
}

function steps({ run, procedure }: Story): string[] {
  const all = procedure.steps.length;
  const states = [
    ['done', 'done'],
    ['failed', 'failed'],
    ['skipped', 'left out'],
    ['held', 'held'],
    ['person', 'for a person'],
    ['unfinished', 'not finished'],
  ] as const;
  const counts = states.flatMap(([state, word]) => {
    const number = run.steps.filter((step) => step.state === state).length;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  const left = all - run.steps.length;
  if (left > 0) counts.push(`${left} not reached`);
  return [`Of its ${count(all, 'step')}: ${counts.join(', ')}.`];
}

const SHOWN_CHANGES = 6;

function changes({ calls }: Story): string[] {
  const ran = calls.filter(({ intent }) => changesWorld(intent.effect) && intent.verdict === 'run');
  const good = ran.filter(wentWell);
  const failed = ran.filter(({ outcome }) => outcome?.state === 'done' && outcome.exitCode !== 0).length;
  const unknown = ran.filter(({ outcome }) => outcome === null || outcome.state === 'unknown').length;
  const shown = good.slice(0, SHOWN_CHANGES).map(({ intent }) => prose(intent.blastRadius || nameOf(intent)));
  if (good.length > shown.length) shown.push(`and ${good.length - shown.length} more`);
  return [
    ...(ran.length === 0 ? ['Nothing was changed.'] : []),
    ...(good.length > 0 ? [`${count(good.length, 'change')} went well: ${shown.join('; ')}.`] : []),
    ...(failed > 0 ? [`${count(failed, 'change')} failed.`] : []),
    ...(unknown > 0 ? [`Of ${count(unknown, 'change')} it is not known whether it was carried out.`] : []),
  ];
}

function lives({ events }: Story): string[] {
  const asked = waits(events);
  const waited = asked.reduce((sum, ms) => sum + ms, 0);
  const taken = events.filter((event) => event.type === 'taken-over').length;
  return [
    ...(asked.length > 0
      ? [`It asked people ${count(asked.length, 'question')}, and waited ${span(waited)} in all.`]
      : []),
    ...(taken > 0 ? [`It had ${taken + 1} lives, each in a process of its own.`] : []),
  ];
}

function ending({ events, run, times }: Story): string[] {
  const closed = events.findLast((event) => event.type === 'incident-closed');
  const end =
    run.finishedAt === null
      ? 'It has not ended.'
      : `It ended at ${instant(run.finishedAt)} UTC as "${run.state}": ${closing(run.note)}`;
  if (!closed) return [end];
  if (times.recovered !== null)
    return [end, `From ${instant(times.recovered)} UTC on every check of the recovery was well.`];
  return [end, `Recovery was not proven: ${closing(closed.note)}`];
}
