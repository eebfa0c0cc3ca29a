/**
 * The agent's half of a session's data channel, as amazon-ssm-agent and session-manager-plugin speak it
 * (agent/session/datachannel and src/datachannel, both Apache-2.0):
 *
 *     client                                          agent
 *       | text: {"MessageSchemaVersion","TokenValue"}   |   opens the channel
 *       |<------- output_stream_data: handshake request |
 *       | input_stream_data: handshake response ------->|
 *       |<------ output_stream_data: handshake complete |
 *       | input_stream_data: size, what is typed ------>|   …
 *       |<------------------- output_stream_data: output|   …
 *       |<------------------------------ channel_closed |
 *
 * Rules: C1 nothing is sent before the client gave its token. C2 every input_stream_data is acknowledged, and taken once,
 * in the order of its number: a plugin sends again what was not acknowledged in time. C3 nothing of the program is sent
 * before the handshake is complete.
 */
import { randomUUID } from 'node:crypto';
import {
  AGENT_FLAGS,
  AGENT_PAYLOAD,
  type AgentMessage,
  AgentMessageError,
  type Clock,
  decodeAgentMessage,
  encodeAgentMessage,
} from '@steadyhand/contracts';
import type { WebSocket } from 'ws';

export interface ChannelEvents {
  /** The handshake is complete; what is given to `output` now is seen. */
  onOpen(): void;
  onInput(data: Uint8Array): void;
  onSize(columns: number, rows: number): void;
  /** The client has gone, or asked for the end. */
  onClose(): void;
}

export interface ChannelOptions extends ChannelEvents {
  sessionId: string;
  token: string;
  clock: Clock;
}

export interface DataChannel {
  output(data: Uint8Array): void;
  /** Ends it; `reason` is what the client shows, empty for a plain end. */
  close(reason: string): void;
}

const AGENT_VERSION = '3.3.0.0';
/** No message of the agent carries more. */
const MOST_BYTES = 1024;
const ENDED_BY_USER = 2;

export function serveDataChannel(socket: WebSocket, options: ChannelOptions): DataChannel {
  const channel = new Channel(socket, options);
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    try {
      if (isBinary) channel.receive(decodeAgentMessage(data));
      else channel.open(JSON.parse(data.toString('utf8')) as { TokenValue?: unknown });
    } catch (error) {
      if (!(error instanceof AgentMessageError || error instanceof SyntaxError)) throw error;
      socket.close(1007);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => options.onClose());
  return channel;
}

class Channel implements DataChannel {
  readonly #socket: WebSocket;
  readonly #options: ChannelOptions;
  readonly #early = new Map<number, AgentMessage>();
  #isOpen = false;
  #expected = 0;
  #sent = 0;
  #openedAt = 0;

  constructor(socket: WebSocket, options: ChannelOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** (C1) */
  open({ TokenValue }: { TokenValue?: unknown }): void {
    const { token, clock } = this.#options;
    if (this.#isOpen || TokenValue !== token) return void this.#socket.close(1008);
    this.#isOpen = true;
    this.#openedAt = clock.now();
    const session = { SessionType: 'InteractiveCommands', Properties: null };
    this.#send(AGENT_PAYLOAD.handshakeRequest, {
      AgentVersion: AGENT_VERSION,
      RequestedClientActions: [{ ActionType: 'SessionType', ActionParameters: session }],
    });
  }

  /** (C2) */
  receive(message: AgentMessage): void {
    if (!this.#isOpen) return void this.#socket.close(1008);
    if (message.type !== 'input_stream_data') return;
    this.#acknowledge(message);
    if (message.sequence >= this.#expected) this.#early.set(message.sequence, message);
    for (let next = this.#early.get(this.#expected); next; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#expected += 1;
      this.#take(next);
    }
  }

  output(data: Uint8Array): void {
    for (let at = 0; at < data.length; at += MOST_BYTES) {
      this.#send(AGENT_PAYLOAD.output, data.subarray(at, at + MOST_BYTES));
    }
  }

  close(reason: string): void {
    const { sessionId, clock } = this.#options;
    const content = {
      MessageType: 'channel_closed',
      MessageId: randomUUID(),
      DestinationId: '',
      SessionId: sessionId,
      SchemaVersion: 1,
      CreatedDate: new Date(clock.now()).toISOString(),
      Output: reason,
    };
    this.#write({
      type: 'channel_closed',
      sequence: 0,
      flags: AGENT_FLAGS.data,
      payloadType: AGENT_PAYLOAD.none,
      payload: Buffer.from(JSON.stringify(content)),
    });
    this.#socket.close(1000);
  }

  #take({ payloadType, payload }: AgentMessage): void {
    const { onInput, onSize, onClose, onOpen, clock } = this.#options;
    if (payloadType === AGENT_PAYLOAD.output) onInput(payload);
    if (payloadType === AGENT_PAYLOAD.size) {
      const { cols, rows } = JSON.parse(Buffer.from(payload).toString('utf8')) as { cols?: unknown; rows?: unknown };
      if (isSize(cols) && isSize(rows)) onSize(cols, rows);
    }
    if (payloadType === AGENT_PAYLOAD.flag && Buffer.from(payload).readUInt32BE(0) === ENDED_BY_USER) onClose();
    if (payloadType !== AGENT_PAYLOAD.handshakeResponse) return;
    // In nanoseconds, as Go's durations are.
    const took = (clock.now() - this.#openedAt) * 1_000_000;
    this.#send(AGENT_PAYLOAD.handshakeComplete, { HandshakeTimeToComplete: took, CustomerMessage: '' });
    onOpen();
  }

  #acknowledge({ type, id, sequence }: AgentMessage): void {
    const content = {
      AcknowledgedMessageType: type,
      AcknowledgedMessageId: id,
      AcknowledgedMessageSequenceNumber: sequence,
      IsSequentialMessage: true,
    };
    this.#write({
      type: 'acknowledge',
      sequence: 0,
      flags: AGENT_FLAGS.acknowledge,
      payloadType: AGENT_PAYLOAD.none,
      payload: Buffer.from(JSON.stringify(content)),
    });
  }

  #send(payloadType: number, content: Uint8Array | object): void {
    const payload = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const flags = this.#sent === 0 ? AGENT_FLAGS.first : AGENT_FLAGS.data;
    this.#write({ type: 'output_stream_data', sequence: this.#sent, flags, payloadType, payload });
    this.#sent += 1;
  }

  #write(message: Omit<AgentMessage, 'id' | 'created'>): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(encodeAgentMessage({ ...message, created: this.#options.clock.now() }));
  }
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 10_000;
}
