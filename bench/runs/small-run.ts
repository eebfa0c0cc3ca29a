/** Runs of a few lines over programs that do nothing, carried out in this process. */
import { createHash, randomUUID } from 'node:crypto';
import {
  type Clock,
  type CommandHandler,
  type Effect,
  type Handlers,
  SystemSchema,
  type Target,
} from '@steadyhand/contracts';
import { carryOut, type Run, type RunReport, type Store } from '@steadyhand/engine';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import { wallClock } from '../../packages/cli/src/wall-clock.ts';

const ACCOUNT = '111122223333';

export interface SmallRun {
  /** A runbook with the procedure "go". */
  text: string;
  environment: string;
  grants: Effect[];
  params?: Readonly<Record<string, string>>;
}

export function createRun(store: Store, { text, environment, grants, params = {} }: SmallRun): Promise<Run> {
  const system = {
    system: 'realtime-chat',
    environments: { [environment]: { kind: 'range', limits: { changesPerHour: 1_000_000 } } },
  };
  return store.createRun({
    id: randomUUID(),
    runbook: { path: 'RUNBOOK.md', revision: createHash('sha256').update(text).digest('hex'), text },
    procedureId: 'go',
    environment,
    mode: 'run',
    params,
    requestedBy: 'ann',
    settings: {
      system: SystemSchema.parse(system),
      grants,
      readOnly: false,
      requester: { name: 'ann', source: 'login' },
      phases: null,
    },
  });
}

/** What it touches is its first argument; `run` gives its output. */
export function program(name: string, effect: Effect, run: () => Promise<string>): CommandHandler {
  return {
    version: `${name}@1`,
    grammar: {
      program: name,
      summary: '',
      examples: [],
      analyse: ({ argv: [id = name] }) => ({
        effect,
        operation: null,
        reason: '',
        resources: [{ type: 'bench:thing', id }],
        arguments: [],
      }),
    },
    readsStdin: () => false,
    run: async () => ({ exitCode: 0, stdout: await run(), stderr: '' }),
  };
}

/** Where a run goes, and the programs that it has there. */
export interface World {
  handlers: Handlers;
  target: Target;
  clock: Clock;
}

/** An account in which there is nothing but these programs. */
export function emptyWorld(environment: string, programs: readonly CommandHandler[]): World {
  const caller = JSON.stringify({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/ann` });
  const all = [...programs, program('aws', 'read', async () => caller)];
  return {
    clock: wallClock,
    handlers: new Map(all.map((handler) => [handler.grammar.program, handler])),
    target: {
      environment,
      kind: 'aws',
      protection: 'guarded',
      account: ACCOUNT,
      region: 'eu-west-1',
      outputs: {},
      resolve: () => null,
    },
  };
}

/** One life, in which nobody is there to be asked. */
export function life(store: Store, run: Run, { handlers, target, clock }: World): Promise<RunReport> {
  const grammars = new Map([...handlers.values()].map(({ grammar }) => [grammar.program, grammar]));
  const { path, revision, text } = run.runbook;
  const runbook = parseRunbook(text, { grammars });
  const options = {
    store,
    runKey: async () => new Uint8Array(32),
    worker: `bench-${randomUUID()}`,
    environments: [run.environment],
    prepare: async () => ({
      runbook,
      source: { path, revision },
      procedure: findProcedure(runbook, run.procedureId),
      system: null,
      target,
      clock,
      handlers,
      env: {},
      workingFolder: null,
      onOutput: () => undefined,
    }),
    host: { clock: wallClock, newId: () => randomUUID(), notify: () => undefined, ask: async () => null },
    signal: new AbortController().signal,
  };
  return carryOut(options, run.id);
}
