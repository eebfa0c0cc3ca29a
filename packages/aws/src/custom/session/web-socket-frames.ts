/** The frames of RFC 6455, section 5. */
import { randomBytes } from 'node:crypto';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Frame {
  opcode: number;
  payload: Buffer;
}

/** A client masks what it sends, a server does not. */
export function encodeFrame({ opcode, payload }: { opcode: number; payload: Uint8Array }, masked: boolean): Buffer {
  const { length } = payload;
  const size = length < 126 ? Buffer.from([length]) : length < 65_536 ? Buffer.alloc(3, 126) : Buffer.alloc(9, 127);
  if (size.length === 3) size.writeUInt16BE(length, 1);
  if (size.length === 9) size.writeBigUInt64BE(BigInt(length), 1);
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);
  if (masked) size[0] = (size[0] ?? 0) | 0x80;
  const body = masked ? Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))) : Buffer.from(payload);
  return Buffer.concat([Buffer.from([0x80 | opcode]), size, mask, body]);
}

export interface FrameReader {
  /** The whole messages that these bytes complete. Throws RangeError for one that is longer than `most` bytes. */
  read(chunk: Uint8Array): Frame[];
}

export function createFrameReader(most: number): FrameReader {
  let left: Buffer = Buffer.alloc(0);
  let parts: Frame[] = [];
  return {
    read(chunk) {
      left = Buffer.concat([left, chunk]);
      const messages: Frame[] = [];
      for (let frame = takeFrame(left, most); frame !== null; frame = takeFrame(left, most)) {
        left = left.subarray(frame.bytes);
        if (frame.opcode >= OPCODE.close) {
          messages.push(frame);
          continue;
        }
        parts.push(frame);
        const payload = Buffer.concat(parts.map((part) => part.payload));
        if (payload.length > most) throw new RangeError(`a message of more than ${most} bytes`);
        if (!frame.isLast) continue;
        messages.push({ opcode: parts[0]?.opcode ?? frame.opcode, payload });
        parts = [];
      }
      return messages;
    },
  };
}

/** Null while it is not there in whole. */
function takeFrame(bytes: Buffer, most: number): (Frame & { isLast: boolean; bytes: number }) | null {
  if (bytes.length < 2) return null;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const sizeBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskAt = 2 + sizeBytes;
  const start = maskAt + (second & 0x80 ? 4 : 0);
  if (bytes.length < start) return null;
  const size = sizeBytes === 0 ? short : sizeBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (size > most) throw new RangeError(`a frame of ${size} bytes`);
  if (bytes.length < start + size) return null;
  const body = bytes.subarray(start, start + size);
  const mask = bytes.subarray(maskAt, start);
  const payload = mask.length === 0 ? Buffer.from(body) : Buffer.from(body.map((byte, i) => byte ^ (mask[i % 4] ?? 0)));
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, bytes: start + size };
}
