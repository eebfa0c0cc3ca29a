/** What the tests of the replay share: a world that outlives sessions, and lives of one run that end early. */
import {
  type CommandHandler,
  type CommandIntent,
  type CommandResult,
  type RunEvent,
  SteadyError,
} from '@steadyhand/contracts';
import { recordedHostFiles } from './host-folder.ts';
import { recordedCalls } from './replay.ts';
import type { BlockResult, SessionOptions } from './session-types.ts';
import { handlerOf, type Opened, open, runAll } from './test-kit.ts';

export const RUN_KEY = Buffer.from('the key of this run');

/** Things with values, and what was done to them; no two reads of the same thing need agree. */
export class World {
  readonly things = new Map<string, string>();
  /** By client token, in the order in which they happened. */
  readonly changes: string[] = [];
  calls = 0;
  /** Seconds that `date` shows; they go on with every call of any handler. */
  now = 1_700_000_000;
  slept = 0;
  /** Answers of reads; by default the thing's value. */
  answer: (argv: readonly string[]) => Partial<CommandResult> = ([, id = '']) => ({
    stdout: `${this.things.get(id) ?? 'nothing'}\n`,
  });

  /** `world get|show|set|drop …`; what it cannot reconcile is asked of a person. */
  handlers({ reconciles }: { reconciles: boolean }): CommandHandler[] {
    const world = handlerOf('world', (call, { clientToken }) => this.#run(call.argv, clientToken ?? ''), {
      ...(reconciles && {
        reconcile: async (_call, _context, { clientToken }) =>
          this.happened(clientToken) ? { state: 'done', exitCode: 0, stdout: 'ok\n' } : { state: 'not-done' },
      }),
    });
    const date = handlerOf('date', async () => ({ exitCode: 0, stdout: `${this.#tick()}\n`, stderr: '' }));
    return [world, { ...date, grammar: { ...date.grammar, analyse: () => LOCAL } }];
  }

  happened(token: string | undefined): boolean {
    return token !== undefined && this.changes.includes(token);
  }

  async #run(argv: readonly string[], token: string): Promise<CommandResult> {
    const [verb, id = '', value = ''] = argv;
    this.#tick();
    if (verb === 'get' || verb === 'show') return { exitCode: 0, stdout: '', stderr: '', ...this.answer(argv) };
    this.changes.push(token);
    if (verb === 'drop') this.things.delete(id);
    else this.things.set(id, value);
    return { exitCode: 0, stdout: 'ok\n', stderr: '' };
  }

  #tick(): number {
    this.calls += 1;
    this.now += 7;
    return this.now;
  }
}

const LOCAL = { effect: 'local', operation: null, reason: 'a time', resources: [], arguments: [] } as const;

/** Where a life ends: before or after the n-th event of it is kept. */
export interface Death {
  event: number;
  kept: boolean;
}

export interface Life {
  results: BlockResult[];
  /** What ended it before its last block. */
  error: unknown;
  opened: Opened;
}

export interface LifeOptions extends Partial<Omit<SessionOptions, 'handlers'>> {
  handlers: readonly CommandHandler[];
  blocks: readonly string[];
  /** Events of the lives before, to which this one appends. */
  kept: RunEvent[];
  death?: Death | null;
  /** After which event of this life the session is interrupted. */
  interruptAfter?: number;
}

export const DEATH = 'the process ends here';

/** One life of the run: all blocks from the first on, over what the lives before it have kept. */
export async function live(options: LifeOptions): Promise<Life> {
  const { handlers, blocks, kept, death = null, interruptAfter, ...more } = options;
  let appended = 0;
  const journal = {
    append: async (event: RunEvent) => {
      const n = appended++;
      if (n !== death?.event || death.kept) kept.push(JSON.parse(JSON.stringify(event)));
      if (n === death?.event) throw new SteadyError('INTERNAL', { reason: DEATH });
      if (n === interruptAfter) opened.session.interrupt(new SteadyError('RUN_PAUSED', { id: 'run-1', by: 'ann' }));
    },
    events: async () => kept,
  };
  const recorded = recordedCalls(kept, 'main');
  const hostFiles = { recorded: recordedHostFiles(kept) };
  const opened = await open(handlers, runAll, { journal, recorded, hostFiles, runKey: RUN_KEY, ...more });
  const results: BlockResult[] = [];
  let error: unknown = null;
  try {
    for (const [i, text] of blocks.entries()) {
      results.push(await opened.session.run({ stepId: `step-${i}`, text, line: 1 + i * 100 }));
      if (results.at(-1)?.ended) break;
    }
  } catch (reason) {
    error = reason;
  } finally {
    await opened.session.close();
  }
  return { results, error, opened };
}

/** What nobody may call any more: a replay of a whole record is answered by it alone. */
export function untouchable(programs: readonly string[]): CommandHandler[] {
  return programs.map((program) =>
    handlerOf(program, async () => {
      throw new TypeError(`${program} was called`);
    }),
  );
}

export function intents(events: readonly RunEvent[]): CommandIntent[] {
  return events.filter((event) => event.type === 'command-intent');
}

export function died({ error }: Life): boolean {
  return error instanceof SteadyError && error.params.reason === DEATH;
}
