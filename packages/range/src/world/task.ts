import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { type Clock, SteadyError } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';
import type { LogSink } from '../ports.ts';
import type { Exit, Program } from '../process/processes.ts';
import type { Image } from '../program/image.ts';
import { PullError, type Registry } from '../program/registry.ts';
import type { Container, ProgramRuntime } from './program-runtime.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definitions.ts';

export type TaskStatus = 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** What one task has otherwise than its definition says. */
export interface TaskOverrides {
  command?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** Ids of the security groups that it is in; its world's when left out. */
  securityGroups?: readonly string[];
}

/** A running copy of a task definition: one process. Times are on the range's clock. */
export interface Task {
  readonly id: string;
  readonly definition: TaskDefinition;
  /** Id of the deployment that wanted it, or what its caller said; empty when nothing was said. */
  readonly startedBy: string;
  /** `service:NAME`, or `family:NAME` of a task that runs by itself. */
  readonly group: string;
  readonly createdAt: number;
  readonly overrides: TaskOverrides;
  /** Whether commands can be run in it by execute-command. */
  readonly executeCommand: boolean;
  status: TaskStatus;
  startedAt: number | null;
  stoppingAt: number | null;
  stoppedAt: number | null;
  /** Why it was or is being stopped; empty while nothing stops it. */
  stoppedReason: string;
  stopCode: 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'UserInitiated' | 'TaskFailedToStart' | null;
  exitCode: number | null;
  /** Null until it has one, as are the next three. */
  address: Address | null;
  image: Image | null;
  container: Required<Container> | null;
  program: Program | null;
}

export interface TaskWorld {
  runtime: ProgramRuntime;
  clock: Clock;
  logs: LogSink;
  images: Registry;
  /** Text that a `valueFrom` of a container definition stands for. Throws when it cannot be had. */
  secretValue(valueFrom: string): string;
  /** What every task gets: region, endpoint, credentials. */
  env: Readonly<Record<string, string>>;
}

/** What ECS waits between SIGTERM and SIGKILL. */
const STOP_TIMEOUT_MS = 30_000;

export function createTask(
  definition: TaskDefinition,
  clock: Clock,
  options: Pick<Task, 'startedBy' | 'group' | 'executeCommand'> & { overrides?: TaskOverrides },
): Task {
  return {
    id: randomBytes(16).toString('hex'),
    definition,
    overrides: {},
    ...options,
    createdAt: clock.now(),
    status: 'PENDING',
    startedAt: null,
    stoppingAt: null,
    stoppedAt: null,
    stoppedReason: '',
    stopCode: null,
    exitCode: null,
    address: null,
    image: null,
    container: null,
    program: null,
  };
}

/**
 * Starts a pending task's process; resolves when it runs, or is STOPPED because it could not be started. `pulled` is the
 * image that was found for it before; its definition's name for one is looked up when left out.
 */
export async function startTask(task: Task, world: TaskWorld, pulled?: Image): Promise<void> {
  const { runtime, clock, logs, env, images } = world;
  const { container, family } = task.definition;
  const stream = `${container.name}/${container.name}/${task.id}`;
  const { overrides } = task;
  const command = overrides.command ?? container.command;
  try {
    task.image = pulled ?? images.pull(container.image);
    task.address = await runtime.claim(container.port ?? 0);
    task.container = {
      address: task.address,
      folder: task.image.folder,
      env: {
        ...env,
        ...container.environment,
        ...pulledSecrets(container, world),
        ...overrides.environment,
        ...(overrides.securityGroups && { STEADY_RANGE_GROUPS: overrides.securityGroups.join(',') }),
        AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
        HOSTNAME: task.id,
      },
    };
    const program = await runtime.run({
      ...task.container,
      part: `task ${family}`,
      main: task.image.main,
      command,
      onLine: (message) => logs.append({ group: container.logGroup, stream, at: clock.now(), message }),
    });
    task.program = program;
    task.status = 'RUNNING';
    task.startedAt = clock.now();
    void program.ended.then((exit) => taskEnded(task, clock, exit));
  } catch (error) {
    task.status = 'STOPPED';
    task.stopCode = 'TaskFailedToStart';
    task.stoppedReason = whyNotStarted(error, command?.[0]);
    task.stoppedAt = clock.now();
  }
}

class SecretError extends Error {
  override readonly name = 'ResourceInitializationError';
}

function pulledSecrets({ secrets = {} }: ContainerDefinition, world: TaskWorld): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(secrets).map(([name, from]) => [name, world.secretValue(from)]));
  } catch (error) {
    throw new SecretError(
      'unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: ' +
        `service call has been retried 1 time(s): ${error instanceof Error ? error.message : error}`,
    );
  }
}

function whyNotStarted(error: unknown, program = ''): string {
  if (error instanceof SecretError) return `${error.name}: ${error.message}`;
  if (error instanceof PullError) return `${error.name}: ${error.message}`;
  if (error instanceof SteadyError && error.cause instanceof Error && /ENOENT|EACCES/.test(error.cause.message)) {
    return (
      'CannotStartContainerError: failed to create shim task: OCI runtime create failed: runc create failed: ' +
      `unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`
    );
  }
  return `CannotStartContainerError: ${error instanceof Error ? error.message : error}`;
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
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

export interface Stopping {
  reason: string;
  stopCode: Task['stopCode'];
}

/** Writes down who ends a task and why; what was written first stays, and what has ended needs no end. */
export function markStopping(task: Task, clock: Clock, { reason, stopCode }: Stopping): void {
  if (task.stoppingAt !== null || task.status === 'STOPPED') return;
  task.status = 'DEACTIVATING';
  task.stoppingAt = clock.now();
  task.stopCode = stopCode;
  task.stoppedReason = reason;
}

/** Asks the process to end, kills it when it does not, and resolves when it is gone. */
export async function terminateTask(task: Task, clock: Clock): Promise<void> {
  const { program } = task;
  if (!program || program.exit) return;
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
