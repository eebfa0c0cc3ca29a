/** Writes the events of runs for the tests of reports, as engine and shell write them. */
import { readFileSync } from 'node:fs';
import {
  type CommandIntent,
  type CommandOutcome,
  type Effect,
  type Message,
  type Procedure,
  type ProgramGrammar,
  type Question,
  type Runbook,
  type RunEvent,
  RunEventSchema,
} from '@steadyhand/contracts';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';

const VERBS: readonly (readonly [RegExp, Effect])[] = [
  [/^get-secret-value/, 'reveal'],
  [/^(?:get|describe|list|wait|receive|tail|filter)/, 'read'],
  [/^(?:delete|purge|reset)/, 'destroy'],
];

/** A small `aws`: the verb of the operation gives its effect. */
export const awsGrammar: ProgramGrammar = {
  program: 'aws',
  summary: 'AWS',
  examples: [],
  analyse: ({ argv: [service = '', operation = ''] }) => ({
    effect: VERBS.find(([verb]) => verb.test(operation))?.[1] ?? 'change',
    operation: `${service} ${operation}`,
    reason: 'its verb',
    resources: [],
    arguments: [],
  }),
};

export const GRAMMARS: ReadonlyMap<string, ProgramGrammar> = new Map([['aws', awsGrammar]]);

export const RUNBOOK_TEXT = readFileSync(new URL('../../fixtures/report/runbook.md', import.meta.url), 'utf8');

export interface TestStory {
  events: RunEvent[];
  runbook: Runbook;
  procedure: Procedure;
  messages: Message[];
}

type Fields<T extends RunEvent['type']> = Omit<Extract<RunEvent, { type: T }>, 'type' | 'runId' | 'at'>;

interface CommandInput {
  stepId: string;
  line: number;
  argv: readonly string[];
  intent?: Partial<CommandIntent>;
  /** Null where the process died before there was one. */
  outcome?: Partial<CommandOutcome> | null;
}

const START = Date.UTC(2026, 0, 5, 3, 12, 0);

/** Writes a run, a second for each event. */
export class Writer {
  readonly events: RunEvent[] = [];
  readonly runbook: Runbook;
  readonly procedure: Procedure;
  private now = START;
  private seq = 0;

  constructor(procedure: string, text: string = RUNBOOK_TEXT) {
    this.runbook = parseRunbook(text, { grammars: GRAMMARS });
    this.procedure = findProcedure(this.runbook, procedure);
  }

  story(messages: Message[] = []): TestStory {
    return { events: this.events, runbook: this.runbook, procedure: this.procedure, messages };
  }

  wait(seconds: number): void {
    this.now += (seconds - 1) * 1000;
  }

  add<T extends RunEvent['type']>(type: T, fields: Fields<T>): void {
    this.now += 1000;
    this.events.push(RunEventSchema.parse({ type, runId: 'run-7f3a', at: this.now, ...fields }));
  }

  start(mode: 'run' | 'dry-run' = 'run'): void {
    this.add('run-started', {
      runbook: 'RUNBOOK.md',
      revision: '5f'.repeat(32),
      procedureId: this.procedure.id,
      environment: 'production',
      account: '111122223333',
      region: 'eu-west-1',
      mode,
      by: 'arn:aws:sts::111122223333:assumed-role/on-call/ada',
    });
  }

  bind(values: Record<string, string>, source = 'steadyhand.yaml'): void {
    for (const [name, value] of Object.entries(values)) this.add('parameter-bound', { name, value, source });
  }

  /** The id of the step of this number, from 0. */
  begin(number: number): string {
    const step = this.procedure.steps[number];
    if (!step) throw new RangeError(`the procedure has no step ${number}`);
    const { id: stepId, phase, text, line } = step;
    this.add('step-started', { stepId, phase, text, line });
    return stepId;
  }

  end(stepId: string, state: Fields<'step-finished'>['state'] = 'done', note = ''): void {
    this.add('step-finished', { stepId, state, exitCode: state === 'failed' ? 254 : 0, note });
  }

  /** Line of the block of this number of a step, from 0. */
  lineOf(step: number, block = 0): number {
    return this.procedure.steps[step]?.blocks[block]?.line ?? 0;
  }

  command({ stepId, line, argv, intent = {}, outcome = {} }: CommandInput): number {
    const seq = this.seq;
    this.seq += 1;
    const analysis = awsGrammar.analyse({ program: 'aws', argv, stdin: null, unresolved: new Set() });
    const { effect, operation, reason } = analysis;
    this.add('command-intent', {
      lane: 'main',
      seq,
      stepId,
      line,
      program: 'aws',
      argv: [...argv],
      digest: digestOf(argv),
      effect,
      operation,
      reason,
      resources: [],
      blastRadius: '',
      handler: 'aws@1',
      verdict: 'run',
      approvedBy: 'reads run without asking',
      ...intent,
    });
    if (outcome !== null) this.outcome(seq, stepId, outcome);
    return seq;
  }

  outcome(seq: number, stepId: string, outcome: Partial<CommandOutcome>): void {
    const kept = {
      state: 'done',
      exitCode: 0,
      stdout: '',
      stderr: '',
      durationMs: 41.5,
      dependsOnHeld: false,
    } as const;
    this.add('command-outcome', { lane: 'main', seq, stepId, ...kept, ...outcome });
  }

  /** What is the same in every message of a second person. */
  message(id: string, order: Message['order']): Message {
    const by = { name: 'grace', source: 'key' } as const;
    return { id, runId: 'run-7f3a', order, by, sentAt: this.now, signature: 'c2lnbmF0dXJl' };
  }
}

export function digestOf(argv: readonly string[]): string {
  return Buffer.from(argv.join(' ')).toString('hex').padEnd(64, '0').slice(-64);
}

export function approvalQuestion(stepId: string, command: string, blastRadius: string): Question {
  return {
    kind: 'approval',
    id: `q-${blastRadius.length}`,
    stepId,
    text: 'Run this in production?',
    choices: ['approve', 'refuse', 'skip', 'edit'],
    command,
    effect: 'change',
    blastRadius,
    digest: digestOf(command.split(' ')),
    warnings: [],
    needs: { approvers: 1, role: 'approver', otherThanRequester: true, typed: null },
    expiresAt: START + 3_600_000,
  };
}

export const READ_DEPTH = [
  'sqs',
  'get-queue-attributes',
  '--queue-url',
  'https://sqs/orders',
  '--attribute-names',
  'All',
];
export const SCALE = ['ecs', 'update-service', '--cluster', 'tea', '--service', 'workers', '--desired-count', '3'];
