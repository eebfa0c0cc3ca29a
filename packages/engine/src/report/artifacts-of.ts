import type { CommandIntent, RunEvent } from '@steadyhand/contracts';
import { BINDING_STEP } from '../bind.ts';
import { callsOf } from './calls.ts';

/** Something of a run that is too long to be shown. */
export interface Artifact {
  /** Of a file its path in the session; of an output `line-312-aws.stdout`. No two of a run have the same. */
  name: string;
  kind: 'file' | 'output';
  /** Null for a file. */
  stepId: string | null;
  bytes: number;
  /** Without secrets, as all of the record. */
  content(): Buffer;
}

/** What is longer, in one way or the other, is not shown whole. */
const LARGE_BYTES = 16 * 1024;
const LARGE_LINES = 80;

/** Files that the session wrote, as they were at its end, and the large outputs of commands. */
export function artifactsOf(events: readonly RunEvent[]): Artifact[] {
  return [...files(events), ...outputs(events)];
}

/** Of a file that several lives kept, the last one counts. */
function files(events: readonly RunEvent[]): Artifact[] {
  const kept = events.filter((event) => event.type === 'artifact');
  return [...new Map(kept.map((event) => [event.path, event])).values()].map(({ path, bytes, data }) => ({
    name: path,
    kind: 'file',
    stepId: null,
    bytes,
    content: () => Buffer.from(data, 'base64'),
  }));
}

function outputs(events: readonly RunEvent[]): Artifact[] {
  const taken = new Set<string>();
  const found: Artifact[] = [];
  for (const { intent, outcome } of callsOf(events)) {
    if (!outcome) continue;
    const { stdout, stderr, binary } = outcome;
    const streams = [
      ['stdout', binary === undefined ? Buffer.from(stdout) : Buffer.from(binary, 'base64')],
      ['stderr', Buffer.from(stderr)],
    ] as const;
    for (const [stream, content] of streams) {
      if (!isLarge(content)) continue;
      const name = unique(nameOf(intent), stream, taken);
      found.push({ name, kind: 'output', stepId: intent.stepId, bytes: content.length, content: () => content });
    }
  }
  return found;
}

function isLarge(content: Buffer): boolean {
  return content.length > LARGE_BYTES || content.toString('latin1').split('\n').length > LARGE_LINES + 1;
}

function nameOf({ stepId, line, program }: CommandIntent): string {
  const place = stepId === BINDING_STEP ? 'bind' : `line-${line}`;
  return `${place}-${program.replace(/[^\w.-]+/g, '-')}`;
}

function unique(base: string, stream: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const name = `${number === 1 ? base : `${base}-${number}`}.${stream}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
