import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@steadyhand/contracts';
import type { Program } from '../process/processes.ts';
import { type ChannelEvents, type DataChannel, serveDataChannel } from './data-channel.ts';
import { findProgram } from './find-program.ts';
import { splitCommand } from './split-command.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What a session runs, and the task that it ends with. */
export interface SessionOptions {
  command: string;
  cwd: string;
  env: Readonly<Record<string, string>>;
  task: Program;
}

/** A session that waits for its client, as ExecuteCommand's answer names it. */
export interface OpenedSession {
  id: string;
  /** Path of its data channel at the range's endpoint. */
  path: string;
  token: string;
}

/** Commands that people run inside tasks: each has a terminal of its own, at the other end of a WebSocket. */
export interface Sessions {
  open(options: SessionOptions): OpenedSession;
  /** Takes the connection when it asks for a session of these. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): void;
}

const PATH = '/v1/data-channel/';
/** A session that no client comes for is forgotten after this long. */
const PATIENCE_MS = 60_000;

export function createSessions(clock: Clock): Sessions {
  const waiting = new Map<string, SessionOptions & { token: string; openedAt: number }>();
  const running = new Set<Session>();
  const forgetOld = () => {
    for (const [id, { openedAt }] of waiting) if (clock.now() - openedAt > PATIENCE_MS) waiting.delete(id);
  };
  return {
    open(options) {
      const id = `ecs-execute-command-${randomBytes(12).toString('hex')}`;
      const token = randomBytes(48).toString('base64');
      forgetOld();
      waiting.set(id, { ...options, token, openedAt: clock.now() });
      return { id, path: `${PATH}${id}?role=publish_subscribe`, token };
    },
    onUpgrade(request, socket, head) {
      const id = new URL(request.url ?? '/', 'ws://range').pathname.slice(PATH.length);
      const options = waiting.get(id);
      if (!options) return false;
      waiting.delete(id);
      void accept(request, { socket, head }).then((webSocket) => {
        const session: Session = new Session(options, () => void running.delete(session));
        running.add(session);
        const { token } = options;
        session.channel = serveDataChannel(webSocket, { sessionId: id, token, clock, ...session.events });
      });
      return true;
    },
    close() {
      waiting.clear();
      for (const session of running) session.end();
    },
  };
}

/** Loaded with the first session: most ranges have none. */
async function accept(request: IncomingMessage, { socket, head }: { socket: Duplex; head: Buffer }) {
  const { WebSocketServer } = await import('ws');
  const server = new WebSocketServer({ noServer: true });
  return new Promise<import('ws').WebSocket>((resolve) => server.handleUpgrade(request, socket, head, resolve));
}

class Session {
  channel: DataChannel | null = null;
  readonly #options: SessionOptions;
  readonly #onEnd: () => void;
  /** What the client did before there was a terminal, and all that it does afterwards. */
  readonly #toDo: ((terminal: Terminal) => void)[] = [];
  #terminal: Terminal | null = null;
  #ended = false;

  constructor(options: SessionOptions, onEnd: () => void) {
    this.#options = options;
    this.#onEnd = onEnd;
  }

  readonly events: ChannelEvents = {
    onOpen: () => void this.#start(),
    onInput: (data) => this.#do((terminal) => terminal.write(data)),
    onSize: (columns, rows) => this.#do((terminal) => terminal.resize(columns, rows)),
    onClose: () => this.end(),
  };

  #do(action: (terminal: Terminal) => void): void {
    if (this.#ended) return;
    if (this.#terminal) action(this.#terminal);
    else this.#toDo.push(action);
  }

  async #start(): Promise<void> {
    const { command, cwd, env, task } = this.#options;
    const [program, ...args] = splitCommand(command) ?? [];
    void task.ended.then(() => this.end());
    if (program === undefined) return this.#fail(`invalid command: ${command}`);
    try {
      const file = await findProgram(program, env.PATH ?? '');
      if (file === null) return this.#fail(`exec: "${program}": executable file not found in $PATH`);
      const terminal = await openTerminal({
        command: [file, ...args],
        cwd,
        env,
        onOutput: (data) => this.channel?.output(data),
        onExit: () => this.end(),
      });
      if (this.#ended) return terminal.hangUp();
      this.#terminal = terminal;
      for (const action of this.#toDo.splice(0)) action(terminal);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** In the words of the agent. */
  #fail(reason: string): void {
    this.#close(`----------ERROR-------\nUnable to start command: Failed to start pty: ${reason}`);
  }

  end(): void {
    this.#close('');
  }

  #close(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#terminal?.hangUp();
    this.channel?.close(reason);
    this.#onEnd();
  }
}
