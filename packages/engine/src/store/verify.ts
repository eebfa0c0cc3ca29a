/**
 * Finds what was done to a record after it was written. Every event knows its own place: the `seq` for which its hash
 * comes out is the one it was written at, whatever it is now.
 */
import { hashesIn, sha256 } from './blobs.ts';
import {
  type Anchor,
  bodyHash,
  linkHash,
  type NewRun,
  type RecordedEvent,
  type RunRecord,
  startHash,
} from './record.ts';
import { messageProblems } from './verify-messages.ts';

export interface Problem {
  /** Null for what the run was started with, and for a record that cannot be read. */
  seq: number | null;
  kind: 'changed' | 'removed' | 'reordered' | 'inserted' | 'truncated';
  detail: string;
}

export interface Verification {
  ok: boolean;
  problems: Problem[];
  /** The last event, to be kept as an anchor; null for a run without events. */
  head: Anchor | null;
  /** How many texts retention has dropped. */
  pruned: number;
}

/** How many events that were taken out in one place are still told from a rewriting. */
const NEARBY = 1000;

interface Placed {
  row: RecordedEvent;
  /** Where it was written. */
  origin: number;
}

/** Checks a record against itself and against anchors: its own, and those that were kept elsewhere. */
export function verifyRecord(record: RunRecord, anchors: readonly Anchor[] = []): Verification {
  const rows = [...record.events].sort((a, b) => a.seq - b.seq);
  const { placed, strangers, problems } = place(record.run, rows);
  problems.push(
    ...gaps(placed, strangers),
    ...orderOf(placed),
    ...brokenLinks(placed, startHash(record.run)),
    ...placed.filter(({ row }) => bodyHash(row.body) !== row.bodyHash).map(({ origin }) => changed(origin, 'its body')),
    ...rows.flatMap((row) => textProblems(row, record.blobs)),
    ...messageProblems(record),
  );
  if (sha256(record.run.runbook.text) !== record.run.runbook.revision) {
    problems.push({ seq: null, kind: 'changed', detail: 'the text of the runbook is not that of its revision' });
  }
  problems.push(...anchorProblems(placed, [...record.anchors, ...anchors], problems));
  const last = rows.at(-1);
  return {
    ok: problems.length === 0,
    problems: problems.sort((a, b) => (a.seq ?? -1) - (b.seq ?? -1)),
    head: last ? { seq: last.seq, hash: last.hash } : null,
    pruned: [...record.blobs.values()].filter((content) => content === null).length,
  };
}

function changed(seq: number | null, what: string): Problem {
  return { seq, kind: 'changed', detail: `${what} is not what was written` };
}

function place(run: NewRun, rows: readonly RecordedEvent[]) {
  const origins = originsOf(run, rows);
  const strangers = rows.filter((row) => !origins.has(row));
  const byOrigin = new Map<number, Placed[]>();
  for (const [row, origin] of origins) byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), { row, origin }]);
  const followed = new Set(rows.map(({ prevHash }) => prevHash));
  const placed: Placed[] = [];
  const problems: Problem[] = [];
  for (const claims of byOrigin.values()) {
    const real = claims.find(({ row }) => followed.has(row.hash)) ?? claims.at(-1);
    for (const claim of claims) {
      if (claim === real) placed.push(claim);
      else problems.push({ seq: claim.row.seq, kind: 'inserted', detail: 'nothing that follows knows of it' });
    }
  }
  return { placed: placed.sort((a, b) => a.origin - b.origin), strangers, problems };
}

/**
 * Where events were written: at their place, or after the one that they follow. One that follows nothing that is there
 * is looked for nearby, in case others were taken from before it.
 */
function originsOf(run: NewRun, rows: readonly RecordedEvent[]): Map<RecordedEvent, number> {
  const fits = (row: RecordedEvent, seq: number) => linkHash(run.id, { ...row, seq }) === row.hash;
  const origins = new Map(rows.filter((row) => fits(row, row.seq)).map((row) => [row, row.seq]));
  const known = new Set(rows.map(({ hash }) => hash));
  const places = new Map([[startHash(run), -1], ...[...origins].map(([{ hash }, seq]) => [hash, seq] as const)]);
  let left = rows.filter((row) => !origins.has(row));
  for (let before = left.length + 1; left.length < before; ) {
    before = left.length;
    for (const row of left) {
      const follows = places.get(row.prevHash);
      const candidates = follows === undefined ? (known.has(row.prevHash) ? [] : nearby(row.seq)) : [follows + 1];
      const origin = candidates.find((seq) => fits(row, seq));
      if (origin === undefined) continue;
      origins.set(row, origin);
      places.set(row.hash, origin);
    }
    left = left.filter((row) => !origins.has(row));
  }
  return origins;
}

/** The nearest first. */
function nearby(seq: number): number[] {
  return Array.from({ length: NEARBY }, (_, index) => [seq + index + 1, seq - index - 1])
    .flat()
    .filter((place) => place >= 0);
}

/** A stranger stands for the event that was written at its place, if that is nowhere else. */
function gaps(placed: readonly Placed[], strangers: readonly RecordedEvent[]): Problem[] {
  const origins = new Map(placed.map(({ origin, row }) => [origin, row]));
  const last = placed.at(-1)?.origin ?? -1;
  const problems = strangers.map(({ seq, prevHash }): Problem => {
    const isAtTheEnd = seq > last && prevHash === origins.get(last)?.hash;
    if (isAtTheEnd || (seq < last && !origins.has(seq))) return changed(seq, 'it');
    return { seq, kind: 'inserted', detail: 'its hash does not come out at any place' };
  });
  const accounted = new Set(problems.filter(({ kind }) => kind === 'changed').map(({ seq }) => seq));
  for (let seq = 0; seq < last; seq++) {
    if (!origins.has(seq) && !accounted.has(seq)) problems.push({ seq, kind: 'removed', detail: 'it is not there' });
  }
  return problems;
}

function orderOf(placed: readonly Placed[]): Problem[] {
  const now = [...placed].sort((a, b) => a.row.seq - b.row.seq);
  return now
    .filter(({ origin }, index) => origin !== placed[index]?.origin)
    .map(({ row, origin }) => ({ seq: row.seq, kind: 'reordered', detail: `it was written at ${origin}` }));
}

/** An event that was written anew, with hashes that come out, is still not the one that its successor follows. */
function brokenLinks(placed: readonly Placed[], start: string): Problem[] {
  return placed.flatMap(({ row, origin }, index): Problem[] => {
    const before = placed[index - 1];
    if (origin === 0) return row.prevHash === start ? [] : [changed(null, 'what the run was started with')];
    const isNext = before?.origin === origin - 1;
    return isNext && row.prevHash !== before.row.hash
      ? [changed(before.origin, 'it, by the hash that follows it,')]
      : [];
  });
}

function textProblems({ seq, body }: RecordedEvent, blobs: RunRecord['blobs']): Problem[] {
  return hashesIn(body).flatMap((hash): Problem[] => {
    const content = blobs.get(hash);
    if (content === undefined) return [{ seq, kind: 'removed', detail: `its text ${hash} is not there` }];
    return content === null || sha256(content) === hash ? [] : [changed(seq, `its text ${hash}`)];
  });
}

function anchorProblems(placed: readonly Placed[], anchors: readonly Anchor[], known: readonly Problem[]): Problem[] {
  const hashes = new Map(placed.map(({ origin, row }) => [origin, row.hash]));
  const last = Math.max(-1, ...hashes.keys(), ...known.map(({ seq }) => seq ?? -1));
  const problems = new Map<number, Problem>();
  for (const { seq, hash } of anchors) {
    if (seq > last) {
      const detail = `the record went on to ${seq} at least, by an anchor`;
      problems.set(last + 1, { seq: last + 1, kind: 'truncated', detail });
    } else if (hashes.has(seq) && hashes.get(seq) !== hash) {
      problems.set(seq, changed(seq, 'it, or something before it, by an anchor,'));
    }
  }
  return [...problems.values()].filter((problem) => !known.some(({ seq }) => seq === problem.seq));
}
