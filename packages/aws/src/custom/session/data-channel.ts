/**
 * A session's data channel, as session-manager-plugin speaks it (src/datachannel, Apache-2.0):
 *
 *     client                                          agent
 *       | text: {"MessageSchemaVersion","TokenValue"}   |   opens the channel
 *       |<------- output_stream_data: handshake request |
 *       | input_stream_data: handshake response ------->|
 *       |<------ output_stream_data: handshake complete |
 *       | input_stream_data: size of the terminal ----->|
 *       |<------------------- output_stream_data: output|   …
 *       |<------------------------------ channel_closed |
 *
 * Where a person sits at a terminal, what is typed follows the size, and so does every new size.
 *
 * Rules: D1 every output_stream_data is acknowledged. D2 it is taken in the order of its sequence number: one that comes
 * early waits, one that came already is only acknowledged. D3 our own messages are numbered from 0.
 */
import { randomUUID } from 'node:crypto';
import {
  AGENT_FLAGS,
  AGENT_PAYLOAD,
  type AgentMessage,
  type Clock,
  decodeAgentMessage,
  encodeAgentMessage,
} from '@steadyhand/contracts';
import type { PersonTerminal } from '../../io.ts';
import type { WebSocketClient } from './web-socket.ts';

const CLIENT_VERSION = '1.2.707.0';
/** Wider than any line that a command is likely to fit to its terminal. */
const TERMINAL = { cols: 200, rows: 50 };

export class SessionError extends Error {
  override readonly name = 'SessionError';
}

export interface SessionEvents {
  output(data: Uint8Array): void;
  /** What the handshake ends with, where the service has something to say. */
  message(text: string): void;
}

export interface ChannelOptions {
  token: string;
  clock: Clock;
  /** Absent where nobody types. */
  terminal?: PersonTerminal | undefined;
}

export interface SessionEnd {
  /** What the service says of the end; empty for a plain one. */
  reason: string;
  /** Only of sessions that carry one. */
  exitCode: number | null;
}

/** Runs a session until its channel is closed. Throws SessionError where it cannot go on. */
export async function runDataChannel(
  socket: WebSocketClient,
  { token, clock, terminal }: ChannelOptions,
  events: SessionEvents,
): Promise<SessionEnd> {
  const channel = new Channel(socket, { clock, events, terminal });
  socket.sendText(
    JSON.stringify({
      MessageSchemaVersion: '1.0',
      RequestId: randomUUID(),
      TokenValue: token,
      ClientId: randomUUID(),
      ClientVersion: CLIENT_VERSION,
    }),
  );
  try {
    for await (const data of socket.messages()) {
      const end = channel.receive(decodeAgentMessage(data));
      if (end) return end;
    }
  } finally {
    channel.detach();
  }
  throw new SessionError('the connection was closed before the session ended');
}

class Channel {
  readonly #socket: WebSocketClient;
  readonly #clock: Clock;
  readonly #events: SessionEvents;
  readonly #terminal: PersonTerminal | undefined;
  readonly #early = new Map<number, AgentMessage>();
  #expected = 0;
  #sent = 0;
  #exitCode: number | null = null;
  #detach = () => {};

  constructor(
    socket: WebSocketClient,
    { clock, events, terminal }: Omit<ChannelOptions, 'token'> & { events: SessionEvents },
  ) {
    this.#socket = socket;
    this.#clock = clock;
    this.#events = events;
    this.#terminal = terminal;
  }

  /** Gives the terminal back. */
  detach(): void {
    this.#detach();
  }

  receive(message: AgentMessage): SessionEnd | null {
    if (message.type === 'channel_closed') {
      const { Output = '' } = parsed(message.payload);
      return { reason: String(Output), exitCode: this.#exitCode };
    }
    if (message.type !== 'output_stream_data') return null;
    this.#acknowledge(message);
    if (message.sequence >= this.#expected) this.#early.set(message.sequence, message);
    for (let next = this.#early.get(this.#expected); next; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#expected += 1;
      this.#take(next);
    }
    return null;
  }

  #take({ payloadType, payload }: AgentMessage): void {
    if (payloadType === AGENT_PAYLOAD.output || payloadType === AGENT_PAYLOAD.standardError)
      this.#events.output(payload);
    if (payloadType === AGENT_PAYLOAD.handshakeRequest) this.#shakeHands(payload);
    if (payloadType === AGENT_PAYLOAD.handshakeComplete) {
      const { CustomerMessage } = parsed(payload);
      if (typeof CustomerMessage === 'string' && CustomerMessage !== '') this.#events.message(CustomerMessage);
      this.#attach();
    }
    if (payloadType === AGENT_PAYLOAD.exitCode) this.#exitCode = Number(Buffer.from(payload).toString('utf8'));
  }

  #attach(): void {
    const terminal = this.#terminal;
    this.#sendJson(AGENT_PAYLOAD.size, terminal?.size() ?? TERMINAL);
    if (!terminal) return;
    this.#detach = terminal.attach({
      onInput: (data) => this.#send(AGENT_PAYLOAD.output, data),
      onSize: (size) => this.#sendJson(AGENT_PAYLOAD.size, size),
    });
  }

  #shakeHands(payload: Uint8Array): void {
    const { RequestedClientActions } = parsed(payload);
    const actions = (Array.isArray(RequestedClientActions) ? RequestedClientActions : []) as { ActionType?: string }[];
    const [other] = actions.filter(({ ActionType }) => ActionType !== 'SessionType');
    const processed = actions.map(({ ActionType }) => {
      const isKnown = ActionType === 'SessionType';
      const error = isKnown ? '' : `Unsupported action ${ActionType}`;
      return { ActionType, ActionStatus: isKnown ? 1 : 3, ActionResult: null, Error: error };
    });
    const errors = processed.map((action) => action.Error).filter(Boolean);
    this.#sendJson(AGENT_PAYLOAD.handshakeResponse, {
      ClientVersion: CLIENT_VERSION,
      ProcessedClientActions: processed,
      Errors: errors,
    });
    if (other)
      throw new SessionError(
        `the session asks for ${other.ActionType}, which is not carried out here; run it with the installed aws`,
      );
  }

  #acknowledge({ type, id, sequence }: AgentMessage): void {
    const content = {
      AcknowledgedMessageType: type,
      AcknowledgedMessageId: id,
      AcknowledgedMessageSequenceNumber: sequence,
      IsSequentialMessage: true,
    };
    this.#socket.sendBinary(
      encodeAgentMessage({
        type: 'acknowledge',
        sequence: 0,
        created: this.#clock.now(),
        flags: AGENT_FLAGS.acknowledge,
        payloadType: AGENT_PAYLOAD.none,
        payload: Buffer.from(JSON.stringify(content)),
      }),
    );
  }

  #sendJson(payloadType: number, content: object): void {
    this.#send(payloadType, Buffer.from(JSON.stringify(content)));
  }

  #send(payloadType: number, payload: Uint8Array): void {
    const message = encodeAgentMessage({
      type: 'input_stream_data',
      sequence: this.#sent,
      created: this.#clock.now(),
      flags: this.#sent === 0 ? AGENT_FLAGS.first : AGENT_FLAGS.data,
      payloadType,
      payload,
    });
    this.#sent += 1;
    this.#socket.sendBinary(message);
  }
}

function parsed(payload: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8')) as Record<string, unknown>;
  } catch {
    throw new SessionError('the session sent something that is no JSON');
  }
}
