/**
 * A record as JSON lines: the run, its events, the texts that stand beside them (base64), the messages that people sent
 * it, its anchors. It verifies without the database that it came from.
 */
import { MessageSchema } from '@steadyhand/contracts';
import { z } from 'zod';
import { type Anchor, AnchorSchema, NewRunSchema, RecordedEventSchema, type RunRecord } from './record.ts';
import { type Problem, type Verification, verifyRecord } from './verify.ts';

const LineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: NewRunSchema }),
  RecordedEventSchema.extend({ kind: z.literal('event') }),
  z.object({ kind: z.literal('text'), hash: z.string(), content: z.string().nullable() }),
  z.object({ kind: z.literal('message'), message: MessageSchema }),
  AnchorSchema.extend({ kind: z.literal('anchor') }),
]);
type Line = z.infer<typeof LineSchema>;

/** One line each, without its end. */
export function exportRecord({ run, events, blobs, messages, anchors }: RunRecord): string[] {
  const lines: Line[] = [
    { kind: 'run', run },
    ...events.map((event): Line => ({ kind: 'event', ...event })),
    ...[...blobs].map(
      ([hash, content]): Line => ({ kind: 'text', hash, content: content?.toString('base64') ?? null }),
    ),
    ...messages.map((message): Line => ({ kind: 'message', message })),
    ...anchors.map((anchor): Line => ({ kind: 'anchor', ...anchor })),
  ];
  return lines.map((line) => JSON.stringify(line));
}

/** Verifies what `exportRecord` gave, whoever had it since; a line that cannot be read is a problem too. */
export function verifyExport(lines: readonly string[], anchors: readonly Anchor[] = []): Verification {
  const unreadable: Problem[] = [];
  const read = lines.flatMap((text, index): Line[] => {
    const line = LineSchema.safeParse(parseJson(text));
    if (line.success) return [line.data];
    unreadable.push({ seq: null, kind: 'changed', detail: `line ${index + 1} is not one of an export` });
    return [];
  });
  const first = read.find((line) => line.kind === 'run');
  if (!first) {
    unreadable.push({ seq: null, kind: 'removed', detail: 'the line of the run is not there' });
    return { ok: false, problems: unreadable, head: null, pruned: 0 };
  }
  const contentOf = (content: string | null) => (content === null ? null : Buffer.from(content, 'base64'));
  const record: RunRecord = {
    run: first.run,
    events: read.filter((line) => line.kind === 'event'),
    blobs: new Map(read.filter((line) => line.kind === 'text').map(({ hash, content }) => [hash, contentOf(content)])),
    messages: read.filter((line) => line.kind === 'message').map(({ message }) => message),
    anchors: read.filter((line) => line.kind === 'anchor'),
  };
  const { problems, ...verified } = verifyRecord(record, anchors);
  return { ...verified, ok: verified.ok && unreadable.length === 0, problems: [...unreadable, ...problems] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
