/** A reply of the protocol RESP 2 (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export type Reply =
  | { kind: 'status' | 'error' | 'integer'; text: string }
  | { kind: 'bulk'; data: Buffer }
  | { kind: 'array'; items: readonly Reply[] }
  | { kind: 'nil' };

/** What arrived is no reply of Redis. */
export class RespError extends Error {}

/** A command as Redis reads it. */
export function encodeCommand(words: readonly Buffer[]): Buffer {
  const parts = words.flatMap((word) => [Buffer.from(`$${word.length}\r\n`), word, Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

/** Takes what arrives, and gives the replies that are whole; throws a {@link RespError}. */
export class ReplyReader {
  #buffer: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Reply[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const replies: Reply[] = [];
    for (;;) {
      const read = readReply(this.#buffer, 0);
      if (!read) return replies;
      replies.push(read.reply);
      this.#buffer = this.#buffer.subarray(read.end);
    }
  }
}

interface Read {
  reply: Reply;
  /** Where the next reply begins. */
  end: number;
}

/** Null when the buffer does not hold all of it yet. */
function readReply(buffer: Buffer, start: number): Read | null {
  const lineEnd = buffer.indexOf('\r\n', start);
  if (lineEnd < 0) return null;
  const text = buffer.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(buffer[start] ?? 0)) {
    case '+':
      return { reply: { kind: 'status', text }, end };
    case '-':
      return { reply: { kind: 'error', text }, end };
    case ':':
      return { reply: { kind: 'integer', text }, end };
    case '$':
      return readBulk(buffer, end, Number(text));
    case '*':
      return readArray(buffer, end, Number(text));
    default:
      throw new RespError(`Error: Protocol error, got "${String.fromCharCode(buffer[start] ?? 0)}" as reply type byte`);
  }
}

function readBulk(buffer: Buffer, start: number, length: number): Read | null {
  if (length < 0) return { reply: { kind: 'nil' }, end: start };
  const end = start + length;
  if (buffer.length < end + 2) return null;
  return { reply: { kind: 'bulk', data: buffer.subarray(start, end) }, end: end + 2 };
}

function readArray(buffer: Buffer, start: number, length: number): Read | null {
  if (length < 0) return { reply: { kind: 'nil' }, end: start };
  const items: Reply[] = [];
  let end = start;
  for (let item = 0; item < length; item++) {
    const read = readReply(buffer, end);
    if (!read) return null;
    items.push(read.reply);
    end = read.end;
  }
  return { reply: { kind: 'array', items }, end };
}
