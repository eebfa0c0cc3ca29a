/** Lives of runs over a real store and a world of numbers, for tests. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Answer,
  type AskRequest,
  type Clock,
  type CommandHandler,
  type Handlers,
  type Host,
  type Identity,
  type Message,
  type Order,
  type Question,
  type System,
  SystemSchema,
} from '@steadyhand/contracts';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import { signMessage } from '../people/signature.ts';
import type { RunReport } from '../run-report.ts';
import { sha256 } from '../store/blobs.ts';
import type { Run } from '../store/run-rows.ts';
import type { Store } from '../store/store.ts';
import { createIdentityProgram, createWorldProgram, testTarget } from '../test-kit.ts';
import { carryOut, type LifeOptions, type PreparedRun } from './carry-out.ts';

const wall: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => void (await wait(ms, undefined, { signal })),
};

export const ANN: Identity = { name: 'ann', source: 'login' };
export const BEN: Identity = { name: 'ben', source: 'login' };

/** The procedure `backlog`, of two changes. */
export const TWO_CHANGES = `# Runbook

## Incidents

### Backlog

#### Resolution

1. **Scale workers**:
   \`\`\`bash
   world set workers 6
   \`\`\`
2. **Scale the rest**:
   \`\`\`bash
   world set rest 5
   \`\`\`
`;

export interface World {
  store: Store;
  state: Map<string, string>;
  markdown: string;
  /** Of its own, so that the locks of tests do not meet. */
  region: string;
  /** Of `SystemSchema`; its environment is made to be the run's own. */
  people?: Record<string, unknown>;
  environment?: Record<string, unknown>;
  /** Programs besides `world` and `aws`. */
  programs?: readonly CommandHandler[];
}

/** Four workers, the runbook of two changes, and a region of its own. */
export function worldIn(store: Store, changes: Partial<World> = {}): World {
  return { store, state: new Map([['workers', '4']]), markdown: TWO_CHANGES, region: randomUUID(), ...changes };
}

/** The system that a run was started with. */
export function systemOf({ settings }: Run): System {
  return SystemSchema.parse(settings?.system);
}

/** Keeps a new run of the procedure `backlog`, asked for by ann. */
export async function startRun(
  world: World,
  changes: { grants?: readonly 'change'[]; readOnly?: boolean } = {},
): Promise<Run> {
  const id = randomUUID();
  const environment = `env-${id}`;
  return world.store.createRun({
    id,
    runbook: { path: 'RUNBOOK.md', revision: sha256(world.markdown), text: world.markdown },
    procedureId: 'backlog',
    environment,
    mode: 'run',
    params: {},
    requestedBy: ANN.name,
    settings: {
      system: SystemSchema.parse({
        system: 'shop',
        people: world.people ?? {},
        environments: { [environment]: world.environment ?? {} },
      }),
      grants: [...(changes.grants ?? [])],
      readOnly: changes.readOnly ?? false,
      requester: ANN,
      phases: null,
    },
  });
}

export interface LifeChanges
  extends Partial<LifeOptions>,
    Pick<Host, 'showOnce'>,
    Partial<Pick<Host, 'notify'>>,
    Partial<Pick<PreparedRun, 'onOutput'>> {
  /** What whoever sits at the host says; nobody sits there when left out. */
  answer?: (request: AskRequest, signal: AbortSignal) => Promise<Answer | null>;
}

export function lifeOptions(world: World, given: LifeChanges = {}): LifeOptions {
  const { answer, showOnce, notify = () => undefined, onOutput = () => undefined, ...changes } = given;
  const host: Host = {
    clock: wall,
    newId: () => randomUUID(),
    notify,
    ask: answer ?? (async () => null),
    ...(showOnce ? { showOnce } : {}),
  };
  return {
    store: world.store,
    runKey: async () => new Uint8Array(32),
    worker: `w-${randomUUID()}`,
    environments: [],
    prepare: async (run) => ({ ...(await prepare(world, run)), onOutput }),
    host,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** One life of a run, by a worker of its own. */
export function live(world: World, run: Run, changes: LifeChanges = {}): Promise<RunReport> {
  return carryOut(lifeOptions(world, { environments: [run.environment], ...changes }), run.id);
}

export async function openQuestion({ store }: World, run: Run): Promise<Question> {
  return (await store.run(run.id)).waitingFor as Question;
}

/** Sends an answer to what the run asks now. */
export async function reply(
  world: World,
  run: Run,
  { by = BEN, value, key, ...order }: { by?: Identity; value: string; key?: string } & Partial<Order>,
): Promise<Message> {
  const question = await openQuestion(world, run);
  const digest = question.kind === 'approval' ? question.digest : null;
  const message: Omit<Message, 'signature'> = {
    id: randomUUID(),
    runId: run.id,
    order: { kind: 'answer', questionId: question.id, digest, value, reason: '', ...order } as Order,
    by,
    sentAt: wall.now(),
  };
  const sent = key === undefined ? { ...message, signature: null } : signMessage(message, key);
  await world.store.send(sent);
  return sent;
}

async function prepare(world: World, run: Run): Promise<PreparedRun> {
  const programs = [createWorldProgram(world.state), createIdentityProgram(), ...(world.programs ?? [])];
  const handlers: Handlers = new Map(programs.map((program) => [program.grammar.program, program]));
  const grammars = new Map(programs.map(({ grammar }) => [grammar.program, grammar]));
  const runbook = parseRunbook(run.runbook.text, { grammars });
  return {
    runbook,
    source: { path: run.runbook.path, revision: run.runbook.revision },
    procedure: findProcedure(runbook, run.procedureId),
    system: run.settings?.system ?? null,
    target: { ...testTarget(), environment: run.environment, region: world.region },
    clock: wall,
    handlers,
    env: {},
    workingFolder: null,
    onOutput: () => undefined,
  };
}
