/**
 * The other side of a data channel: what Session Manager's service and the agent in a container do together, from the
 * protocol alone (custom/session/data-channel.ts draws it). It runs nothing: a script says what is sent.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  AGENT_FLAGS,
  AGENT_PAYLOAD,
  type AgentMessage,
  decodeAgentMessage,
  encodeAgentMessage,
} from '@steadyhand/contracts';
import { createFrameReader, encodeFrame, OPCODE } from '../custom/session/web-socket-frames.ts';

export interface AgentScript {
  /** What the handshake asks of the client beside the type of the session. */
  actions?: readonly string[];
  customerMessage?: string;
  /** In the order in which it is sent; `sequence` counts from the first. */
  output: readonly { sequence: number; text: string | Uint8Array; payloadType?: number }[];
  /** The reason that the channel's end gives; null: the connection breaks. */
  closes: string | null;
}

export interface SessionAgent {
  url: string;
  token: string;
  /** What the client sent: its opening, then its messages. */
  opened: Record<string, unknown>[];
  received: AgentMessage[];
  close(): Promise<void>;
}

export async function startSessionAgent(script: AgentScript): Promise<SessionAgent> {
  const sockets = new Set<Duplex>();
  const server = createServer((_, response) => response.writeHead(426).end());
  const agent: Pick<SessionAgent, 'token' | 'opened' | 'received'> = {
    token: 'token-of-this-session',
    opened: [],
    received: [],
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
    serve(socket, agent, script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...agent,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/data-channel/ecs-execute-command-1?role=publish_subscribe`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function serve(socket: Duplex, agent: Pick<SessionAgent, 'token' | 'opened' | 'received'>, script: AgentScript): void {
  const reader = createFrameReader(1_000_000);
  const firstOutput = 2;
  const send = (
    type: AgentMessage['type'],
    sequence: number,
    { payloadType, payload }: { payloadType: number; payload: string | Uint8Array },
  ) =>
    socket.write(
      encodeFrame(
        {
          opcode: OPCODE.binary,
          payload: encodeAgentMessage({
            type,
            sequence,
            created: 0,
            flags: AGENT_FLAGS.data,
            payloadType,
            payload: Buffer.from(payload),
          }),
        },
        false,
      ),
    );
  const open = (text: string) => {
    const opening = JSON.parse(text) as Record<string, unknown>;
    agent.opened.push(opening);
    if (opening.TokenValue !== agent.token) return void socket.destroy();
    const actions = ['SessionType', ...(script.actions ?? [])].map((ActionType) => ({
      ActionType,
      ActionParameters: {},
    }));
    const payload = JSON.stringify({ AgentVersion: '3.3.0.0', RequestedClientActions: actions });
    send('output_stream_data', 0, { payloadType: AGENT_PAYLOAD.handshakeRequest, payload });
  };
  const finish = () => {
    for (const { sequence, text, payloadType = AGENT_PAYLOAD.output } of script.output)
      send('output_stream_data', firstOutput + sequence, { payloadType, payload: text });
    if (script.closes === null) return void socket.destroy();
    const payload = JSON.stringify({ MessageType: 'channel_closed', Output: script.closes });
    send('channel_closed', 0, { payloadType: AGENT_PAYLOAD.none, payload });
  };
  socket.on('data', (chunk: Buffer) => {
    for (const { opcode, payload } of reader.read(chunk)) {
      if (opcode === OPCODE.text) open(payload.toString());
      if (opcode !== OPCODE.binary) continue;
      const message = decodeAgentMessage(payload);
      agent.received.push(message);
      if (message.payloadType === AGENT_PAYLOAD.handshakeResponse) {
        const complete = JSON.stringify({ HandshakeTimeToComplete: 1, CustomerMessage: script.customerMessage ?? '' });
        send('output_stream_data', 1, { payloadType: AGENT_PAYLOAD.handshakeComplete, payload: complete });
      }
      if (message.payloadType === AGENT_PAYLOAD.size) finish();
    }
  });
}
