/** A user of the system, as a program: REST to post and read, a socket to receive. */
import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { type Message, MessageSchema } from '../services/common/events.ts';

export interface Answer {
  status: number;
  body: unknown;
}

export async function call(url: string, body?: unknown): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body === undefined ? {} : init);
  return { status: response.status, body: await response.json() };
}

export async function addConversation(baseUrl: string, title: string, members: readonly string[]): Promise<string> {
  for (const name of members) await call(`${baseUrl}/api/users`, { name });
  const { body } = await call(`${baseUrl}/api/conversations`, { title, members });
  return z.object({ id: z.string() }).parse(body).id;
}

export interface Post {
  conversationId: string;
  sender: string;
  body: string;
  /** A new one when left out. */
  id?: string;
}

export async function post(
  baseUrl: string,
  { conversationId, ...message }: Post,
): Promise<{ status: number; message: Message }> {
  const url = `${baseUrl}/api/conversations/${conversationId}/messages`;
  const { status, body } = await call(url, { id: randomUUID(), ...message });
  return { status, message: MessageSchema.parse(body) };
}

export interface ChatClient {
  readonly socket: Socket;
  /** Every message event, in the order of arrival. */
  readonly received: Message[];
  /** Resolves to the next event of this name. */
  next(event: string): Promise<unknown>;
  close(): void;
}

/** Connects a user and resolves when the service is ready to deliver to them. */
export async function connect(url: string, user: string): Promise<ChatClient> {
  const socket = io(url, { transports: ['websocket'], auth: { user }, forceNew: true });
  const received: Message[] = [];
  socket.on('message', (message) => received.push(MessageSchema.parse(message)));
  const next = (event: string) => new Promise<unknown>((resolve) => socket.once(event, resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('ready', () => resolve());
    socket.once('connect_error', reject);
    socket.once('disconnect', (reason) => reject(new Error(`${user} was disconnected: ${reason}`)));
  });
  return { socket, received, next, close: () => void socket.close() };
}
