/** Messages of Postgres' protocol, version 3.0 (PostgreSQL manual, 54.7 "Message Formats"). */

export interface Message {
  /** One letter. */
  type: string;
  /** As it came, with its type and length. */
  bytes: Buffer;
  body: Buffer;
}

const HEADER = 5;
/** Nothing that a client of a pool sends is larger. */
const LARGEST = 256 * 1024 * 1024;

/** Cuts a stream into messages. What begins a connection has no type and comes as type ``. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
  }

  /** The next message that is there whole; null when more must come. Throws a RangeError for what is no message. */
  next(typed = true): Message | null {
    const header = typed ? HEADER : HEADER - 1;
    if (this.#rest.length < header) return null;
    const length = this.#rest.readInt32BE(header - 4) + (typed ? 1 : 0);
    if (length < header || length > LARGEST) throw new RangeError(`a message of ${length} bytes`);
    if (this.#rest.length < length) return null;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return { type: typed ? String.fromCharCode(bytes[0] ?? 0) : '', bytes, body: bytes.subarray(header) };
  }
}

export function message(type: string, ...parts: (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map(encodePart));
  const header = Buffer.alloc(type.length + 4);
  header.write(type, 'latin1');
  header.writeInt32BE(body.length + 4, type.length);
  return Buffer.concat([header, body]);
}

/** Numbers are 32 bits wide, texts end with a zero byte. */
function encodePart(part: Buffer | string | number): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part}\0`);
  if (typeof part !== 'number') return part;
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(part);
  return bytes;
}

/** Texts of a body, each up to its zero byte. */
export function texts(body: Buffer): string[] {
  return body.toString('utf8').split('\0');
}

/** An error that ends the connection. */
export function fatal(code: string, text: string): Buffer {
  return message('E', 'SFATAL', 'VFATAL', `C${code}`, `M${text}`, Buffer.from([0]));
}

/** The fields of an ErrorResponse, by their letters. */
export function errorFields(body: Buffer): Record<string, string> {
  return Object.fromEntries(
    texts(body)
      .filter((field) => field !== '')
      .map((field) => [field.charAt(0), field.slice(1)]),
  );
}
