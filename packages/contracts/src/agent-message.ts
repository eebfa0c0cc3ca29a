/**
 * The binary messages of a data channel of Systems Manager's Session Manager, after
 * agent/session/contracts/agentmessage.go of amazon-ssm-agent (Apache-2.0). All numbers are big-endian:
 *
 *       0  length of the header (116)         56  flags, 8
 *       4  type, 32, filled with blanks       64  id, 16: the lower half of the UUID, then the upper
 *      36  version of the schema (1)          80  SHA-256 of the payload, 32
 *      40  created, 8, in ms                 112  type of the payload
 *      48  sequence number, 8                116  length of the payload, which begins at 120
 */
import { createHash, randomUUID } from 'node:crypto';

export type AgentMessageType =
  | 'input_stream_data'
  | 'output_stream_data'
  | 'acknowledge'
  | 'channel_closed'
  | 'start_publication'
  | 'pause_publication';

export const AGENT_PAYLOAD = {
  none: 0,
  output: 1,
  error: 2,
  size: 3,
  parameter: 4,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encryptionChallengeRequest: 8,
  encryptionChallengeResponse: 9,
  flag: 10,
  standardError: 11,
  exitCode: 12,
} as const;

/** `first` opens a direction of the channel, `acknowledge` is what acknowledgements carry. */
export const AGENT_FLAGS = { data: 0, first: 1, last: 2, acknowledge: 3 } as const;

export interface AgentMessage {
  type: AgentMessageType;
  /** A UUID. */
  id: string;
  sequence: number;
  /** Milliseconds since the epoch. */
  created: number;
  flags: number;
  payloadType: number;
  payload: Uint8Array;
}

export class AgentMessageError extends Error {
  override readonly name = 'AgentMessageError';
}

const HEADER_LENGTH = 116;
const PAYLOAD_AT = HEADER_LENGTH + 4;

export function encodeAgentMessage(message: Omit<AgentMessage, 'id'> & { id?: string }): Uint8Array {
  const { type, id = randomUUID(), sequence, created, flags, payloadType, payload } = message;
  const bytes = Buffer.alloc(PAYLOAD_AT + payload.length);
  bytes.writeUInt32BE(HEADER_LENGTH, 0);
  bytes.write(type.padEnd(32), 4, 'latin1');
  bytes.writeUInt32BE(1, 36);
  bytes.writeBigUInt64BE(BigInt(Math.trunc(created)), 40);
  bytes.writeBigInt64BE(BigInt(sequence), 48);
  bytes.writeBigUInt64BE(BigInt(flags), 56);
  const uuid = Buffer.from(id.replaceAll('-', ''), 'hex');
  uuid.copy(bytes, 64, 8, 16);
  uuid.copy(bytes, 72, 0, 8);
  createHash('sha256').update(payload).digest().copy(bytes, 80);
  bytes.writeUInt32BE(payloadType, 112);
  bytes.writeUInt32BE(payload.length, HEADER_LENGTH);
  bytes.set(payload, PAYLOAD_AT);
  return bytes;
}

/** Throws AgentMessageError where the bytes are cut, or are not those that were sent. */
export function decodeAgentMessage(data: Uint8Array): AgentMessage {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.length < PAYLOAD_AT) throw new AgentMessageError(`${bytes.length} bytes are no message`);
  const header = bytes.readUInt32BE(0);
  const payload = bytes.subarray(header + 4, header + 4 + bytes.readUInt32BE(HEADER_LENGTH));
  if (payload.length !== bytes.readUInt32BE(HEADER_LENGTH)) throw new AgentMessageError('the payload is cut');
  const digest = createHash('sha256').update(payload).digest();
  if (payload.length > 0 && !digest.equals(bytes.subarray(80, 112)))
    throw new AgentMessageError('the payload is not what its digest says');
  return {
    type: bytes.toString('latin1', 4, 36).replace(/[ \0]+$/, '') as AgentMessageType,
    id: uuidOf(Buffer.concat([bytes.subarray(72, 80), bytes.subarray(64, 72)])),
    sequence: Number(bytes.readBigInt64BE(48)),
    created: Number(bytes.readBigUInt64BE(40)),
    flags: Number(bytes.readBigUInt64BE(56)),
    payloadType: bytes.readUInt32BE(112),
    payload,
  };
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
