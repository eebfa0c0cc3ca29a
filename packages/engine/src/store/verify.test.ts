import type { Order } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import { moveOut } from './blobs.ts';
import { exportRecord, verifyExport } from './export.ts';
import {
  type Anchor,
  bodyHash,
  linkHash,
  type NewRun,
  type RecordedEvent,
  type RunRecord,
  type RunSettings,
  startHash,
} from './record.ts';
import { answer, approval, intent, messageTo, newRun, outcome, stepStarted } from './testing-store.ts';
import { type Verification, verifyRecord } from './verify.ts';

const run = newRun();

/** Eight events; the outcome at 3 has its text beside it. */
function written(): RunRecord & { events: RecordedEvent[]; blobs: Map<string, Buffer | null> } {
  const { body, blobs } = moveOut(outcome(run.id, 0, 'six workers\n'));
  const bodies: unknown[] = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => stepStarted(run.id, n));
  bodies.splice(2, 2, intent(run.id, 0, 'change'), body);
  return {
    run,
    events: chain(bodies),
    anchors: [],
    messages: [],
    blobs: new Map(blobs.map(({ hash, content }) => [hash, content])),
  };
}

function chain(bodies: readonly unknown[], of: NewRun = run): RecordedEvent[] {
  let prevHash = startHash(of);
  return bodies.map((body, seq) => {
    const event = linked({ seq, epoch: 1, body, bodyHash: '', prevHash, hash: '' });
    prevHash = event.hash;
    return event;
  });
}

/** The event with hashes that come out. */
function linked(event: RecordedEvent): RecordedEvent {
  const link = { ...event, bodyHash: bodyHash(event.body) };
  return { ...link, hash: linkHash(run.id, link) };
}

function at(events: readonly RecordedEvent[], seq: number): RecordedEvent {
  const event = events[seq];
  if (!event) throw new RangeError(`no event ${seq}`);
  return event;
}

function found({ problems }: Verification): [seq: number | null, kind: string][] {
  return problems.map(({ seq, kind }) => [seq, kind]);
}

const headOf = ({ events }: RunRecord): Anchor => at(events, events.length - 1);

describe('a record that nobody touched', () => {
  test('verifies, against an anchor too', () => {
    const record = written();
    expect(verifyRecord(record, [headOf(record), at(record.events, 2)])).toEqual({
      ok: true,
      problems: [],
      head: { seq: 7, hash: headOf(record).hash },
      pruned: 0,
    });
  });

  test('verifies without events', () => {
    const empty = { run, events: [], anchors: [], messages: [], blobs: new Map() };
    expect(verifyRecord(empty)).toEqual({ ok: true, problems: [], head: null, pruned: 0 });
  });

  test('verifies when retention has dropped texts', () => {
    const record = written();
    for (const hash of record.blobs.keys()) record.blobs.set(hash, null);
    expect(verifyRecord(record, [headOf(record)])).toMatchObject({ ok: true, pruned: 1 });
  });
});

describe('changed', () => {
  const body = stepStarted(run.id, 99);

  test.each([0, 4, 7])('the body of %i', (seq) => {
    const record = written();
    record.events[seq] = { ...at(record.events, seq), body };
    expect(found(verifyRecord(record))).toEqual([[seq, 'changed']]);
  });

  test.each([0, 4, 7])('the body of %i and the hash of it', (seq) => {
    const record = written();
    record.events[seq] = { ...at(record.events, seq), body, bodyHash: bodyHash(body) };
    expect(found(verifyRecord(record))).toEqual([[seq, 'changed']]);
  });

  test.each([0, 4])('%i, with all of its hashes', (seq) => {
    const record = written();
    record.events[seq] = linked({ ...at(record.events, seq), body });
    expect(found(verifyRecord(record))).toEqual([[seq, 'changed']]);
  });

  test('the epoch', () => {
    const record = written();
    record.events[4] = { ...at(record.events, 4), epoch: 2 };
    expect(found(verifyRecord(record))).toEqual([[4, 'changed']]);
  });

  test('everything from 4 on, with all hashes: found by an anchor alone', () => {
    const record = written();
    const anchor = at(record.events, 6);
    const bodies = record.events.map((event) => event.body);
    bodies[4] = body;
    const rewritten = { ...record, events: chain(bodies) };
    expect(verifyRecord(rewritten).ok).toBe(true);
    expect(found(verifyRecord(rewritten, [anchor]))).toEqual([[6, 'changed']]);
    expect(found(verifyRecord({ ...rewritten, anchors: [anchor] }))).toEqual([[6, 'changed']]);
  });

  test('an output', () => {
    const record = written();
    for (const hash of record.blobs.keys()) record.blobs.set(hash, Buffer.from('one worker\n'));
    expect(found(verifyRecord(record))).toEqual([[3, 'changed']]);
  });

  test.each([{ requestedBy: 'eve' }, { params: { COUNT: '0' } }, { environment: 'prod' }])(
    'what the run was started with: %o',
    (change) => {
      const record = { ...written(), run: { ...run, ...change } };
      expect(found(verifyRecord(record))).toEqual([[null, 'changed']]);
    },
  );

  test('the settings of the run, or that it had any', () => {
    const settings: RunSettings = {
      system: null,
      grants: ['read'],
      readOnly: false,
      requester: { name: 'ann', source: 'login' },
      phases: null,
    };
    const configured = { ...run, settings };
    const events = chain(
      written().events.map(({ body }) => body),
      configured,
    );
    const record = { ...written(), run: configured, events };
    expect(found(verifyRecord(record))).toEqual([]);
    expect(verifyExport(exportRecord(record))).toEqual(verifyRecord(record));
    const granted: RunSettings = { ...settings, grants: ['read', 'destroy'] };
    for (const changed of [granted, null]) {
      expect(found(verifyRecord({ ...record, run: { ...run, settings: changed } }))).toEqual([[null, 'changed']]);
    }
    // Whatever another release wrote there is hashed as it is.
    const later = { ...run, settings: { ...settings, later: 1 } };
    const laterRecord = {
      ...record,
      run: later,
      events: chain(
        events.map(({ body }) => body),
        later,
      ),
    };
    expect(verifyExport(exportRecord(laterRecord))).toMatchObject({ ok: true });
  });

  test('the text of the runbook', () => {
    const record = { ...written(), run: { ...run, runbook: { ...run.runbook, text: 'other' } } };
    expect(new Set(verifyRecord(record).problems.map(({ seq, kind }) => `${seq} ${kind}`))).toEqual(
      new Set(['null changed']),
    );
  });
});

describe('removed', () => {
  test.each([0, 4, 6])('%i', (seq) => {
    const record = written();
    record.events.splice(seq, 1);
    expect(found(verifyRecord(record))).toEqual([[seq, 'removed']]);
  });

  test.each([0, 4, 6])('%i, and the others moved up', (seq) => {
    const record = written();
    record.events.splice(seq, 1);
    const events = record.events.map((event, index) => ({ ...event, seq: index }));
    expect(found(verifyRecord({ ...record, events }))).toEqual([[seq, 'removed']]);
  });

  test('three in two places, and the others moved up', () => {
    const record = written();
    const events = record.events.filter(({ seq }) => ![1, 4, 5].includes(seq)).map((event, seq) => ({ ...event, seq }));
    expect(found(verifyRecord({ ...record, events }))).toEqual([
      [1, 'removed'],
      [4, 'removed'],
      [5, 'removed'],
    ]);
  });

  test('an output', () => {
    const record = written();
    record.blobs.clear();
    expect(found(verifyRecord(record))).toEqual([[3, 'removed']]);
  });
});

describe('what people said', () => {
  const sent = [
    answer('q1'),
    answer('q2', 'yes'),
    answer('q3', 'refuse'),
    { ...answer('q4'), value: 'y'.repeat(5000) },
  ];
  const messages = sent.map((order, index) => messageTo(run.id, order, { id: `m${index}` }));
  const answered = {
    type: 'answered',
    runId: run.id,
    at: 1,
    stepId: 's1',
    question: 'Is it well?',
    by: 'bob',
  } as const;
  const { body: large, blobs } = moveOut({ ...answered, value: 'y'.repeat(5000), messageId: 'm3' });
  const said: RunRecord = {
    run,
    events: chain([
      approval(run.id, 'm0'),
      { ...answered, value: 'yes', messageId: 'm1' },
      { ...approval(run.id, 'm2'), granted: false },
      large,
      { type: 'message-rejected', runId: run.id, at: 1, messageId: 'never sent', by: 'eve', reason: 'forged' },
      { ...answered, value: 'at the terminal' },
    ]),
    anchors: [],
    messages,
    blobs: new Map(blobs.map(({ hash, content }) => [hash, content])),
  };
  const change = (index: number, order: Order) => messages.with(index, messageTo(run.id, order, { id: `m${index}` }));

  test('is there as it was said, though retention has dropped texts', () => {
    expect(found(verifyRecord(said))).toEqual([]);
    expect(verifyExport(exportRecord(said))).toEqual(verifyRecord(said));
    const pruned = { ...said, blobs: new Map([...said.blobs.keys()].map((hash) => [hash, null])) };
    expect(verifyRecord(pruned)).toMatchObject({ ok: true, pruned: 1 });
  });

  test('was removed', () => {
    expect(found(verifyRecord({ ...said, messages: messages.slice(1) }))).toEqual([[0, 'removed']]);
    const lines = exportRecord(said).filter((line) => !line.startsWith('{"kind":"message"'));
    expect(found(verifyExport(lines))).toEqual([0, 1, 2, 3].map((seq) => [seq, 'removed']));
  });

  test.each<[string, number, Order]>([
    ['a yes that was a no', 0, answer('q1', 'refuse')],
    ['a yes to something else', 0, { ...answer('q1'), digest: 'e' } as Order],
    ['a yes that was no answer', 0, { kind: 'cancel', reason: '' }],
    ['another answer', 1, answer('q2', 'no')],
    ['a no that was a yes', 2, answer('q3', 'approve')],
    ['another long answer', 3, answer('q4', 'z'.repeat(5000))],
  ])('was changed: %s', (_, index, order) => {
    const changed = { ...said, messages: change(index, order) };
    expect(found(verifyRecord(changed))).toEqual([[index, 'changed']]);
    expect(found(verifyExport(exportRecord(changed)))).toEqual([[index, 'changed']]);
  });
});

test.each([
  [0, 5],
  [2, 5],
  [6, 7],
])('reordered: %i and %i, which changed places', (one, other) => {
  const record = written();
  const [first, second] = [at(record.events, one), at(record.events, other)];
  record.events[one] = { ...second, seq: one };
  record.events[other] = { ...first, seq: other };
  expect(found(verifyRecord(record))).toEqual([
    [one, 'reordered'],
    [other, 'reordered'],
  ]);
});

test('of another run, tells so in time', () => {
  const bodies = Array.from({ length: 3000 }, (_, n) => stepStarted(run.id, n));
  const record = { run: { ...run, id: 'other' }, events: chain(bodies), anchors: [], messages: [], blobs: new Map() };
  expect(verifyRecord(record).ok).toBe(false);
});

describe('inserted', () => {
  const insert = (seq: number, make: (before: RecordedEvent) => RecordedEvent) => {
    const record = written();
    const event = make({ ...at(record.events, seq - 1), seq, body: stepStarted(run.id, 99) });
    record.events.splice(seq, 0, event);
    return { ...record, events: record.events.map((one, index) => ({ ...one, seq: index })) };
  };

  test.each([1, 4, 7])('at %i, and the others moved down', (seq) => {
    expect(found(verifyRecord(insert(seq, (event) => event)))).toEqual([[seq, 'inserted']]);
  });

  test.each([1, 4, 7])('at %i, with hashes that come out', (seq) => {
    const record = insert(seq, (event) => linked({ ...event, prevHash: event.hash }));
    expect(found(verifyRecord(record))).toEqual([[seq, 'inserted']]);
  });
});

describe('truncated', () => {
  test('after 4, by an anchor', () => {
    const record = written();
    const anchor = headOf(record);
    const cut = { ...record, events: record.events.slice(0, 5) };
    expect(verifyRecord(cut).ok).toBe(true);
    expect(found(verifyRecord(cut, [anchor]))).toEqual([[5, 'truncated']]);
  });

  test('to nothing, by an anchor', () => {
    const record = written();
    expect(found(verifyRecord({ ...record, events: [] }, [headOf(record)]))).toEqual([[0, 'truncated']]);
  });
});

describe('an export', () => {
  test('verifies as the record does', () => {
    const record = { ...written(), anchors: [at(written().events, 3)] };
    const lines = exportRecord(record);
    expect(lines).toHaveLength(1 + 8 + 1 + 1);
    expect(verifyExport(lines, [headOf(record)])).toEqual(verifyRecord(record));
  });

  test('tells of a line that is cut, changed, or gone', () => {
    const lines = exportRecord(written());
    expect(found(verifyExport(lines.map((line, index) => (index === 5 ? line.slice(0, 40) : line))))).toEqual([
      [null, 'changed'],
      [4, 'removed'],
    ]);
    expect(found(verifyExport(lines.map((line) => line.replace('workers 1 → 3', 'workers 1 → 2'))))).toEqual([
      [2, 'changed'],
    ]);
    expect(found(verifyExport(lines.filter((_, index) => index !== 5)))).toEqual([[4, 'removed']]);
    expect(found(verifyExport(lines.slice(1)))).toEqual([[null, 'removed']]);
  });
});
