/** What people decided, gave and did. */
import type { Identity, RunEvent } from '@steadyhand/contracts';
import { code, prose, table } from '../markdown.ts';
import { instant } from '../words.ts';
import { type Story, section } from './story.ts';

const KNOWN_BY: Record<Identity['source'], string> = {
  key: 'signature',
  aws: 'AWS identity',
  login: 'login name',
};

export function approvals({ events, messages }: Story): string {
  const sources = new Map(messages.map(({ id, by }) => [id, by.source]));
  const rows = events.flatMap((event) => {
    if (event.type !== 'approval') return [];
    const { at, command, by, role, digest, messageId, reason } = event;
    const source = sources.get(messageId ?? '');
    return [
      [
        instant(at),
        code(command),
        decisionOf(event),
        prose(by),
        role ?? '',
        source ? KNOWN_BY[source] : '',
        code(digest.slice(0, 12)),
        prose(reason ?? ''),
      ],
    ];
  });
  if (rows.length === 0) return section('Approvals', 'None were asked for.');
  const head = ['When (UTC)', 'Command', 'Decision', 'Who', 'Role', 'Known by', 'Digest', 'Reason'];
  return section('Approvals', table(head, rows));
}

const DECISIONS = { approve: 'approved', refuse: 'refused', skip: 'left out', edit: 'edited' } as const;

function decisionOf({ choice, granted, questionId }: Extract<RunEvent, { type: 'approval' }>): string {
  if (questionId === undefined && granted) return 'granted before the run';
  return DECISIONS[choice ?? (granted ? 'approve' : 'refuse')];
}

export function parameters({ run }: Story): string {
  if (run.parameters.length === 0) return section('Parameters', 'None.');
  const rows = run.parameters.map(({ name, value, source }) => [code(name), code(value), prose(source)]);
  return section('Parameters', table(['Name', 'Value', 'Where it came from'], rows));
}

/** In what the run was not what the runbook says, and what happened beside it. */
export function byHand({ run, events, departures }: Story): string {
  const items = [
    ...run.steps
      .filter(({ state }) => state === 'skipped')
      .map(({ text, line, note }) => `- Left out: "${prose(text)}" (line ${line}): ${prose(note)}`),
    ...run.steps
      .filter(({ state }) => state === 'person')
      .map(({ text, line, note }) => `- For a person: "${prose(text)}" (line ${line}): ${prose(note)}`),
    ...departures
      .filter(({ kind }) => kind === 'edited' || kind === 'answered')
      .map(({ line, text }) => `- Line ${line}: ${prose(text)}`),
    ...events.flatMap((event) =>
      event.type === 'note' ? [`- Note of ${prose(event.by)}, ${instant(event.at)} UTC: ${prose(event.text)}`] : [],
    ),
  ];
  const text = items.length === 0 ? 'Nothing.' : items.join('\n');
  return section('What was skipped, edited or done by hand', text);
}
