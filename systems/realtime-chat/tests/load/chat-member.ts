/**
 * A member of conversations that does what the chat page does (services/api/page/chat.js): connects again by itself, reads
 * over REST what came after the last message without a gap whenever it is `ready`, hears `resync` or sees a gap, and says
 * how far it has come. Unlike the page it says so not at every message, but at most once in `ACKNOWLEDGE_MS`.
 */
import { io, type Socket } from 'socket.io-client';
import { MessageSchema } from '../../services/common/events.ts';
import { ConversationView } from './conversation-view.ts';
import { repeated } from './repeated.ts';
import { readHistory } from './rest.ts';

const ACKNOWLEDGE_MS = 2_000;

export interface MemberOptions {
  /** Of the load balancer. */
  baseUrl: string;
  user: string;
  /** The address that its socket comes from; the system's choice when left out. */
  localAddress?: string;
}

export class ChatMember {
  readonly user: string;
  /** By the conversation's id; one for each that the service names when the socket is ready. */
  readonly views = new Map<string, ConversationView>();
  /** How often the service was ready for it: once, and once more for each time it connected again. */
  readies = 0;
  /** Whether the service is ready to deliver to it now. */
  isConnected = false;
  /** Times that reading the history was given up. */
  readonly failures: string[] = [];
  readonly #baseUrl: string;
  readonly #socket: Socket;
  /** Conversations whose history is being read, and whether it has to be read again after that. */
  readonly #reading = new Map<string, boolean>();
  readonly #acknowledging = new Map<string, NodeJS.Timeout>();

  constructor({ baseUrl, user, localAddress }: MemberOptions) {
    this.user = user;
    this.#baseUrl = baseUrl;
    // Its own, and no pool's: each member is a browser of its own.
    const from = localAddress === undefined ? {} : { localAddress };
    this.#socket = io(baseUrl, { transports: ['websocket'], auth: { user }, forceNew: true, ...from });
    this.#socket.on('ready', ({ conversations }: { conversations: string[] }) => {
      this.readies += 1;
      this.isConnected = true;
      for (const id of conversations) this.#view(id);
      this.#catchUpAll();
    });
    this.#socket.on('disconnect', () => {
      this.isConnected = false;
    });
    this.#socket.on('resync', () => this.#catchUpAll());
    this.#socket.on('message', (event: unknown) => {
      const message = MessageSchema.parse(event);
      const view = this.#view(message.conversationId);
      const expected = view.arrivedUpTo + 1;
      view.take(message, 'socket');
      if (message.seq > expected) void this.#catchUp(message.conversationId);
      this.#acknowledgeSoon(message.conversationId);
    });
  }

  /** Resolves when the service is ready to deliver for the first time; rejects when it refuses. */
  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('ready', () => resolve());
      this.#socket.on('connect_error', (error) => this.#socket.active || reject(error));
    });
  }

  close(): void {
    for (const timer of this.#acknowledging.values()) clearTimeout(timer);
    this.#socket.close();
  }

  #view(conversationId: string): ConversationView {
    const view = this.views.get(conversationId) ?? new ConversationView();
    this.views.set(conversationId, view);
    return view;
  }

  #catchUpAll(): void {
    for (const id of this.views.keys()) void this.#catchUp(id);
  }

  async #catchUp(conversationId: string): Promise<void> {
    if (this.#reading.has(conversationId)) {
      this.#reading.set(conversationId, true);
      return;
    }
    try {
      do {
        this.#reading.set(conversationId, false);
        await this.#readMissing(conversationId);
      } while (this.#reading.get(conversationId));
    } catch (error) {
      this.failures.push(`${this.user} could not read ${conversationId}: ${error}`);
    } finally {
      this.#reading.delete(conversationId);
    }
    this.#acknowledgeSoon(conversationId);
  }

  async #readMissing(conversationId: string): Promise<void> {
    const view = this.#view(conversationId);
    for (;;) {
      const { value } = await repeated(() => readHistory(this.#baseUrl, conversationId, view.arrivedUpTo));
      for (const message of value.messages) view.take(message, 'history');
      if (value.messages.length === 0 || view.arrivedUpTo >= value.lastSeq) return;
    }
  }

  #acknowledgeSoon(conversationId: string): void {
    if (this.#acknowledging.has(conversationId)) return;
    const acknowledge = () => {
      this.#acknowledging.delete(conversationId);
      const seq = this.#view(conversationId).arrivedUpTo;
      // While it is away there is nobody to tell; it will say so when it is ready again.
      if (seq > 0 && this.#socket.connected) this.#socket.emit('delivered', { conversationId, seq });
    };
    this.#acknowledging.set(conversationId, setTimeout(acknowledge, ACKNOWLEDGE_MS));
  }
}
