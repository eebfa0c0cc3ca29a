/** What the tests of this package share: a tiny world with a program of its own, and a host that answers from a list. */
import type {
  Answer,
  AskRequest,
  CommandHandler,
  Effect,
  Handlers,
  Host,
  Runbook,
  RunEvent,
  Target,
} from '@steadyhand/contracts';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import { createMemoryJournal } from './journal.ts';
import type { RunOptions } from './run-options.ts';

const ACCOUNT = '111122223333';

const EFFECTS_OF_VERBS: Record<string, Effect> = { get: 'read', fail: 'read', set: 'change', drop: 'destroy' };

/** `world get NAME`, `world set NAME N`, `world drop NAME`, `world fail`. */
export function createWorldProgram(state: Map<string, string>): CommandHandler {
  return {
    version: 'world@1',
    grammar: {
      program: 'world',
      summary: 'A world of named numbers.',
      examples: ['world get workers'],
      analyse: ({ argv: [verb = '', name = ''] }) => ({
        effect: EFFECTS_OF_VERBS[verb] ?? 'unknown',
        operation: verb,
        reason: `world ${verb}`,
        resources: [{ type: 'world:number', id: name }],
        arguments: [],
      }),
    },
    readsStdin: () => false,
    async run({ argv: [verb = '', name = '', value = ''] }) {
      if (verb === 'fail') return { exitCode: 254, stdout: '', stderr: 'the world said no\n' };
      if (verb === 'set') state.set(name, value);
      if (verb === 'drop') state.delete(name);
      return { exitCode: 0, stdout: verb === 'get' ? `${state.get(name) ?? 'None'}\n` : '', stderr: '' };
    },
    preview: async ({ argv: [verb, name = '', value] }) =>
      verb === 'set' ? { text: `${name} ${state.get(name) ?? 'nothing'} → ${value}` } : null,
  };
}

/** Answers `sts get-caller-identity` and nothing else. */
export function createIdentityProgram(account = ACCOUNT): CommandHandler {
  return {
    version: 'aws@test',
    grammar: {
      program: 'aws',
      summary: 'Who the caller is.',
      examples: ['aws sts get-caller-identity'],
      analyse: () => ({
        effect: 'read',
        operation: 'sts get-caller-identity',
        reason: '',
        resources: [],
        arguments: [],
      }),
    },
    readsStdin: () => false,
    run: async () => ({
      exitCode: 0,
      stdout: JSON.stringify({ Account: account, Arn: `arn:aws:iam::${account}:user/ada` }),
      stderr: '',
    }),
  };
}

export interface TestRun {
  options: RunOptions;
  state: Map<string, string>;
  events: RunEvent[];
  asked: AskRequest[];
}

export interface TestRunInput {
  markdown: string;
  procedure: string;
  state?: Record<string, string>;
  /** Answers by kind of question; what is not here is refused by nobody. */
  answers?: Partial<Record<AskRequest['kind'], string>>;
  override?: Partial<RunOptions>;
  account?: string;
}

/** Everything that a run needs, over a world of its own. */
export function testRun(input: TestRunInput): TestRun {
  const state = new Map(Object.entries(input.state ?? {}));
  const programs = [createWorldProgram(state), createIdentityProgram(input.account)];
  const handlers: Handlers = new Map(programs.map((program) => [program.grammar.program, program]));
  const grammars = new Map(programs.map(({ grammar }) => [grammar.program, grammar]));
  const runbook: Runbook = parseRunbook(input.markdown, { grammars });
  const events: RunEvent[] = [];
  const asked: AskRequest[] = [];
  const host = createTestHost(asked, input.answers ?? {});
  return {
    state,
    events,
    asked,
    options: {
      runId: 'run-1',
      earlier: [],
      runKey: new Uint8Array(32),
      runbook,
      source: { path: 'RUNBOOK.md', revision: 'revision-1' },
      procedure: findProcedure(runbook, input.procedure),
      system: null,
      target: testTarget(),
      clock: host.clock,
      params: {},
      mode: 'run',
      readOnly: false,
      requester: { name: 'ada', source: 'login' },
      phases: null,
      shared: null,
      grants: { effects: [], by: '--yes' },
      handlers,
      env: {},
      host,
      journal: createMemoryJournal((event) => events.push(event)),
      workingFolder: null,
      signal: new AbortController().signal,
      onOutput: () => undefined,
      ...input.override,
    },
  };
}

function createTestHost(asked: AskRequest[], answers: Partial<Record<AskRequest['kind'], string>>): Host {
  let ids = 0;
  let now = Date.UTC(2026, 0, 1);
  return {
    clock: {
      now: () => now++,
      sleep: async (ms) => {
        now += ms;
      },
    },
    newId: () => `id-${++ids}`,
    notify: () => undefined,
    async ask(request): Promise<Answer | null> {
      asked.push(request);
      const value = answers[request.kind];
      return value === undefined ? null : { value, by: { name: 'ada', source: 'login' } };
    },
  };
}

export function testTarget(): Target {
  return {
    environment: 'test',
    kind: 'aws',
    protection: 'guarded',
    account: ACCOUNT,
    region: 'eu-west-1',
    outputs: { workersService: 'workers' },
    resolve: () => null,
  };
}
