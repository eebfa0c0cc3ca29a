import { AGENT_FLAGS, AGENT_PAYLOAD, decodeAgentMessage, encodeAgentMessage } from '@steadyhand/contracts';
import { WebSocket } from 'ws';

/** The client's half of a session, as session-manager-plugin behaves: a handshake, a size, then what is typed. */
export interface SessionClient {
  /** All that was printed so far. */
  text(): string;
  type(text: string): void;
  resize(cols: number, rows: number): void;
  /** Sends what was sent last once more, as a plugin does that missed its acknowledgement. */
  repeat(): void;
  acknowledged(): number;
  /** Resolves when the session takes what is typed. */
  readonly ready: Promise<void>;
  /** What the service says of the end. */
  readonly ended: Promise<string>;
  close(): void;
}

export function openSession(url: string, token: string): SessionClient {
  const socket = new WebSocket(url);
  const chunks: Buffer[] = [];
  let sequence = 0;
  let acknowledgements = 0;
  let last = new Uint8Array();
  const send = (payloadType: number, payload: Uint8Array) => {
    const flags = sequence === 0 ? AGENT_FLAGS.first : AGENT_FLAGS.data;
    last = Uint8Array.from(
      encodeAgentMessage({ type: 'input_stream_data', sequence, created: 0, flags, payloadType, payload }),
    );
    sequence += 1;
    socket.send(last);
  };
  const sendJson = (payloadType: number, content: object) => send(payloadType, Buffer.from(JSON.stringify(content)));
  socket.on('open', () => socket.send(JSON.stringify({ MessageSchemaVersion: '1.0', TokenValue: token })));
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const ended = new Promise<string>((resolve, reject) => {
    socket.on('close', (code) => reject(new TypeError(`closed with ${code}`)));
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const { type, payloadType, payload } = decodeAgentMessage(data);
      if (type === 'acknowledge') acknowledgements += 1;
      if (payloadType === AGENT_PAYLOAD.handshakeComplete) isReady();
      if (type === 'channel_closed')
        resolve((JSON.parse(Buffer.from(payload).toString()) as { Output: string }).Output);
      if (payloadType === AGENT_PAYLOAD.output) chunks.push(Buffer.from(payload));
      if (payloadType === AGENT_PAYLOAD.handshakeRequest) {
        sendJson(AGENT_PAYLOAD.handshakeResponse, { ClientVersion: '1.2.0', ProcessedClientActions: [], Errors: [] });
      }
    });
  });
  ended.catch(() => {});
  return {
    text: () => Buffer.concat(chunks).toString('utf8'),
    type: (text) => send(AGENT_PAYLOAD.output, Buffer.from(text)),
    resize: (cols, rows) => sendJson(AGENT_PAYLOAD.size, { cols, rows }),
    repeat: () => socket.send(last),
    acknowledged: () => acknowledgements,
    ready,
    ended,
    close: () => socket.close(),
  };
}
