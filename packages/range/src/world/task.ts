import { randomBytes } from 'node:crypto';
import type { Clock } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';
import type { LogSink } from '../ports.ts';
import type { Exit, Program } from '../process/processes.ts';
import type { ProgramRuntime } from './program-runtime.ts';
import { imageFolder, type TaskDefinition } from './task-definitions.ts';

export type TaskStatus = 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** A running copy of a task definition: one process. Times are on the range's clock. */
export interface Task {
  readonly id: string;
  readonly definition: TaskDefinition;
  /** Id of the deployment that wanted it. */
  readonly startedBy: string;
  readonly createdAt: number;
  status: TaskStatus;
  startedAt: number | null;
  stoppingAt: number | null;
  stoppedAt: number | null;
  /** Why it was or is being stopped; empty while nothing stops it. */
  stoppedReason: string;
  stopCode: 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'UserInitiated' | 'TaskFailedToStart' | null;
  exitCode: number | null;
  /** Null until it has one. */
  address: Address | null;
  program: Program | null;
}

export interface TaskWorld {
  runtime: ProgramRuntime;
  clock: Clock;
  logs: LogSink;
  /** What every task gets: region, endpoint, credentials. */
  env: Readonly<Record<string, string>>;
}

/** What ECS waits between SIGTERM and SIGKILL. */
const STOP_TIMEOUT_MS = 30_000;

export function createTask(definition: TaskDefinition, startedBy: string, clock: Clock): Task {
  return {
    id: randomBytes(16).toString('hex'),
    definition,
    startedBy,
    createdAt: clock.now(),
    status: 'PENDING',
    startedAt: null,
    stoppingAt: null,
    stoppedAt: null,
    stoppedReason: '',
    stopCode: null,
    exitCode: null,
    address: null,
    program: null,
  };
}

/** Starts a pending task's process; resolves when it runs, or is STOPPED because it could not be started. */
export async function startTask(task: Task, { runtime, clock, logs, env }: TaskWorld): Promise<void> {
  const { container } = task.definition;
  const stream = `${container.name}/${container.name}/${task.id}`;
  try {
    task.address = await runtime.claim(container.port);
    const program = await runtime.run({
      part: `task ${container.name}`,
      image: imageFolder(container.image),
      address: task.address,
      env: { ...env, ...container.environment, AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', HOSTNAME: task.id },
      onLine: (message) => logs.append({ group: container.logGroup, stream, at: clock.now(), message }),
    });
    task.program = program;
    task.status = 'RUNNING';
    task.startedAt = clock.now();
    void program.ended.then((exit) => taskEnded(task, clock, exit));
  } catch (error) {
    task.status = 'STOPPED';
    task.stopCode = 'TaskFailedToStart';
    task.stoppedReason = `CannotPullContainerError: ${error instanceof Error ? error.message : error}`;
    task.stoppedAt = clock.now();
  }
}

function taskEnded(task: Task, clock: Clock, exit: Exit): void {
  task.status = 'STOPPED';
  task.stoppedAt = clock.now();
  task.exitCode = exitCodeOf(exit);
  if (task.stopCode) return;
  task.stopCode = 'EssentialContainerExited';
  task.stoppedReason = 'Essential container in task exited';
}

/** A process that a signal ended has 128 and the signal's number, as in a shell. */
function exitCodeOf({ code, signal }: Exit): number {
  if (code !== null) return code;
  return signal === 'SIGKILL' ? 137 : 143;
}

/** Asks the process to end, kills it when it does not, and resolves when it is gone. */
export async function terminateTask(task: Task, clock: Clock): Promise<void> {
  const { program } = task;
  if (!program) return;
  task.status = 'STOPPING';
  const waiting = new AbortController();
  program.kill('SIGTERM');
  void clock.sleep(STOP_TIMEOUT_MS, waiting.signal).then(
    () => program.kill('SIGKILL'),
    () => {},
  );
  await program.ended;
  waiting.abort();
}
