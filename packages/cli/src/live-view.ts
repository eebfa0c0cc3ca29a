import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { AskRequest, Host, RunEvent } from '@steadyhand/contracts';
import { beginWatch } from './begin-watch.ts';
import { findCaller } from './caller.ts';
import { isInteractive } from './interactive.ts';
import { questionText, screen } from './question-view.ts';
import { createEventRenderer, type EventRenderer } from './render/events.ts';
import { styleFor, terminalColumns } from './render/style.ts';
import { showOnce } from './show-once.ts';
import type { ResolvedEnvironment } from './target.ts';
import { createTerminalHost } from './terminal-host.ts';
import { wallClock } from './wall-clock.ts';

/** A run on this terminal: what happens is shown, what it asks is asked; with `json`, nothing is. */
export function openLiveView(
  options: { json?: boolean; earlier?: readonly RunEvent[]; renderer?: EventRenderer },
  environment: () => Promise<ResolvedEnvironment>,
): { host: Host; onOutput: EventRenderer['output'] } {
  if (options.json)
    return { host: createTerminalHost({ notify: () => undefined, person: null }), onOutput: () => undefined };
  const renderer = options.renderer ?? standardRenderer(options.earlier);
  const held = new HeldEvents(renderer);
  const show = (request: AskRequest): void => {
    if (screen() === process.stdout) renderer.question(request);
    else screen().write(questionText(request, request));
  };
  const person = isInteractive(options)
    ? { caller: () => findCaller(environment), show, showOnce, beginWatch, whileAsking: held.hold }
    : null;
  return { host: createTerminalHost({ notify: held.event, person }), onOutput: renderer.output };
}

/** What is shown over a prompt cannot be taken away with it: it waits until nobody is being asked. */
class HeldEvents {
  private readonly renderer: EventRenderer;
  private readonly events: RunEvent[] = [];
  private isHeld = false;

  constructor(renderer: EventRenderer) {
    this.renderer = renderer;
  }

  readonly event = (event: RunEvent): void => {
    if (this.isHeld) this.events.push(event);
    else this.renderer.event(event);
  };

  readonly hold = async <T>(ask: () => Promise<T>): Promise<T> => {
    this.isHeld = true;
    try {
      return await ask();
    } finally {
      this.isHeld = false;
      for (const event of this.events.splice(0)) this.renderer.event(event);
    }
  };
}

/** Events on standard output; `earlier` are those that were kept before. */
export function standardRenderer(earlier: readonly RunEvent[] = []): EventRenderer {
  return createEventRenderer({
    style: styleFor(process.stdout),
    columns: terminalColumns(),
    now: wallClock.now,
    write: (text) => process.stdout.write(text),
    earlier,
  });
}

/** Who holds a run from this process; there is no other of that name. */
export function workerName(): string {
  return `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
}
