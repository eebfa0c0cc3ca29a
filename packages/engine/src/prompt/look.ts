import { quoteCommand, quoteWord } from '@steadyhand/bash';
import { SteadyError } from '@steadyhand/contracts';
import type { Session } from '@steadyhand/shell';
import type { Working } from '../conduct.ts';
import { decideOn } from '../guard.ts';

const LANE = 'look';

/** Looks at the world for whoever types: in a session beside theirs, recorded, and only what runs without a question. */
export class Lookout {
  private readonly working: Working;
  private opening: Promise<Session> | null = null;

  constructor(working: Working) {
    this.working = working;
  }

  async look([program = '', ...argv]: readonly string[], signal: AbortSignal): Promise<string> {
    const { options, guarding } = this.working;
    const grammar = options.handlers.get(program)?.grammar;
    const analysis = grammar?.analyse({ program, argv, stdin: null, unresolved: new Set() });
    if (analysis?.effect !== 'read') return '';
    const { verdict } = await decideOn(guarding, { analysis, preview: null });
    if (verdict !== 'run') return '';
    this.opening ??= this.open();
    const session = await this.opening;
    const cut = (): void => session.interrupt(new SteadyError('INTERRUPTED'), { now: true });
    if (signal.aborted) return '';
    signal.addEventListener('abort', cut, { once: true });
    try {
      const text = [...this.settings(), quoteCommand(program, argv)].join(' ');
      const { exitCode, stdout } = await session.run({ stepId: LANE, text, line: 1 });
      return exitCode === 0 ? stdout : '';
    } catch {
      return '';
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  async close(): Promise<void> {
    await (await this.opening?.catch(() => null))?.close();
  }

  private async open(): Promise<Session> {
    const events = await this.working.options.journal.events();
    const firstSeq =
      Math.max(-1, ...events.map((event) => ('lane' in event && event.lane === LANE ? event.seq : -1))) + 1;
    return this.working.openLook({ lane: LANE, firstSeq });
  }

  /** Whom and where the session's own variables say, as they are now. */
  private settings(): string[] {
    const own = Object.entries(this.working.session.env()).filter(([name]) => name.startsWith('AWS_'));
    return own.map(([name, value]) => `${name}=${quoteWord(value)}`);
  }
}
