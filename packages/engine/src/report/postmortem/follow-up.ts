/** What is left to do, and where the record is. */
import { changesWorld } from '@steadyhand/contracts';
import { artifactsOf } from '../artifacts-of.ts';
import { code, prose, table } from '../markdown.ts';
import { commandOf, size } from '../words.ts';
import { type Story, section } from './story.ts';

export function actionItems(story: Story): string {
  const items = [...unknowns(story), ...openSteps(story), ...recovery(story), ...ofRunbook(story)];
  if (story.isIncident) items.push('Write the parts of this report that are marked "To be written"');
  const list = items.map((item) => `- [ ] ${item}`).join('\n');
  return section('Action items', items.length === 0 ? 'None that the record knows of.' : list);
}

function unknowns({ calls }: Story): string[] {
  return calls.flatMap(({ intent, outcome }) => {
    const isOpen = outcome === null || outcome.state === 'unknown';
    if (!isOpen || !changesWorld(intent.effect) || intent.verdict !== 'run') return [];
    return [`Find out whether this was carried out: ${code(commandOf(intent))} (line ${intent.line})`];
  });
}

function openSteps({ run, procedure }: Story): string[] {
  const reached = new Map(run.steps.map((step) => [step.id, step]));
  return procedure.steps.flatMap(({ id, text, line, condition }) => {
    const step = reached.get(id);
    const what = `"${prose(text)}" (line ${line})`;
    if (step === undefined) {
      const when = condition === null ? '' : `, ${prose(condition)}`;
      return run.state === 'done' ? [] : [`Decide on ${what}${when}: it was not reached`];
    }
    if (step.state === 'failed') return [`Find out why ${what} failed: ${prose(step.note)}`];
    if (step.state === 'unfinished') return [`Decide on ${what}: it was begun and not finished`];
    return step.state === 'person' && step.note === 'left to a person' ? [`Do ${what}: it was left to a person`] : [];
  });
}

function recovery({ events, isIncident, times, run }: Story): string[] {
  if (!isIncident || run.mode === 'dry-run' || times.recovered !== null) return [];
  const closed = events.findLast((event) => event.type === 'incident-closed');
  return [`Make sure that the system has recovered: ${prose(closed?.note ?? 'the record does not prove it')}`];
}

/** Failed steps have an item already. */
function ofRunbook({ departures }: Story): string[] {
  return departures
    .filter(({ kind }) => kind !== 'failed')
    .map(({ line, text }) => `Correct the runbook in line ${line}, or say why not: ${prose(text)}`);
}

export function record({ events, run, head }: Story): string {
  const lives = 1 + events.filter((event) => event.type === 'taken-over').length;
  const rows = [
    ['Run', code(run.runId)],
    ['Runbook', code(run.runbook)],
    ['Revision (sha256)', code(run.revision)],
    ['Events', String(events.length)],
    ['Lives', String(lives)],
    ['Hash of the last event', head === null ? '' : code(head)],
  ];
  const artifacts = artifactsOf(events).map(({ name, kind, bytes }) => [code(name), kind, size(bytes)]);
  return section(
    'Record',
    table(['', ''], rows),
    artifacts.length === 0 ? '' : table(['Kept with the run', 'Kind', 'Size'], artifacts),
    head === null ? '' : `Whether the record is whole: ${code(`steady audit verify ${run.runId}`)}.`,
  );
}
