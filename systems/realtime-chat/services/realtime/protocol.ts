/** The events between this service and a client, and what one socket is. */
import type { Server, Socket } from 'socket.io';
import { z } from 'zod';
import type { Message } from '../common/events.ts';

/** Sent by clients; each is acknowledged with `{ ok: true }` or `{ ok: false, reason }`. */
export const DeliveredSchema = z.object({ conversationId: z.uuid(), seq: z.int32().nonnegative() });
export const TypingSchema = z.object({ conversationId: z.uuid() });

export type Acknowledge = (answer: { ok: true } | { ok: false; reason: string }) => void;

export interface ClientEvents {
  /** Every message of the conversation up to `seq` has arrived. */
  delivered(input: unknown, acknowledge?: Acknowledge): void;
  typing(input: unknown, acknowledge?: Acknowledge): void;
}

export interface ServerEvents {
  /** The socket is in the rooms of all the user's conversations; what came before is read over REST. */
  ready(state: { conversations: string[] }): void;
  message(message: Message): void;
  'member-added'(event: { conversationId: string; user: string }): void;
  receipt(receipt: { conversationId: string; user: string; seq: number }): void;
  typing(event: { conversationId: string; user: string }): void;
  presence(event: { user: string; online: boolean }): void;
  /** Events may have been missed: read what is new over REST. */
  resync(): void;
}

export interface SocketData {
  user: string;
}

export type ChatServer = Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
export type ChatSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;

export const conversationRoom = (id: string) => `conversation:${id}`;
export const userRoom = (user: string) => `user:${user}`;
