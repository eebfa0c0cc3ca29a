import { randomInt } from 'node:crypto';
import type { Image } from '../program/image.ts';
import type { Task, TaskStatus } from './task.ts';
import type { TaskDefinition } from './task-definitions.ts';

/** One rollout of a task definition to a service. Times are on the range's clock. */
export interface Deployment {
  readonly id: string;
  readonly definition: TaskDefinition;
  readonly createdAt: number;
  updatedAt: number;
  status: 'PRIMARY' | 'ACTIVE';
  desiredCount: number;
  /** What its definition's image was at the first start; later tasks run the same, whatever the tag means by then. */
  image: Image | null;
  /** Tasks that failed before any was healthy; once one is, none is counted any more. */
  failedTasks: number;
  /** Whether a task of it was ever healthy. */
  hadHealthyTask: boolean;
  /** Failures since a task was last healthy; the wait before the next start grows with them. */
  failuresInARow: number;
  /** No task is started before this moment. */
  notBefore: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
}

export function createDeployment(definition: TaskDefinition, desiredCount: number, now: number): Deployment {
  const id = `ecs-svc/${Array.from({ length: 19 }, () => randomInt(10)).join('')}`;
  return {
    id,
    definition,
    createdAt: now,
    updatedAt: now,
    status: 'PRIMARY',
    desiredCount,
    image: null,
    failedTasks: 0,
    hadHealthyTask: false,
    failuresInARow: 0,
    notBefore: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
  };
}

export function completeDeployment(deployment: Deployment, now: number): void {
  deployment.rolloutState = 'COMPLETED';
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
  deployment.updatedAt = now;
}

/**
 * How many tasks may fail before the deployment circuit breaker opens
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html).
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(Math.max(3, Math.ceil(desiredCount / 2)), 200);
}

/** A task as its service sees it. */
export interface ServiceTask {
  readonly task: Task;
  readonly deployment: Deployment;
  health: 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';
  wasHealthy: boolean;
  /** Who has called it healthy: the container and its target groups. */
  readonly saidWell: Set<string>;
  /** Set when the service has decided to end it. */
  leaving: boolean;
  /** Ends what watches the task. */
  readonly watching: AbortController;
}

export function countIn(tasks: Iterable<ServiceTask>, status: TaskStatus, deployment?: Deployment): number {
  return [...tasks].filter(
    (entry) => entry.task.status === status && (deployment === undefined || entry.deployment === deployment),
  ).length;
}

export interface RolloutLimits {
  desiredCount: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
}

export interface RolloutStep {
  /** How many tasks of the newest deployment to start. */
  start: number;
  stop: readonly ServiceTask[];
}

/**
 * What brings a service nearer to what it should be; nothing when it is there or must wait.
 *
 * R1 Never more than `floor(desired × maximumPercent / 100)` tasks that are not leaving.
 * R2 A healthy task of an older deployment goes only while `ceil(desired × minimumHealthyPercent / 100)` healthy tasks
 *    stay; an unhealthy one goes at once.
 * R3 Tasks of the newest deployment above the desired count go at once, those that are not healthy first, then the oldest.
 * R4 A newest deployment that has failed starts nothing and takes the place of nothing.
 */
export function nextStep(tasks: Iterable<ServiceTask>, newest: Deployment, limits: RolloutLimits): RolloutStep {
  const { desiredCount } = limits;
  const staying = [...tasks].filter((entry) => !entry.leaving && entry.task.status !== 'STOPPED');
  const current = staying.filter((entry) => entry.deployment === newest);
  const older = staying.filter((entry) => entry.deployment !== newest);
  const floor = Math.ceil((desiredCount * limits.minimumHealthyPercent) / 100);
  const ceiling = Math.floor((desiredCount * limits.maximumPercent) / 100);

  const surplus = [...current].sort(worstFirst).slice(0, Math.max(0, current.length - desiredCount));
  const spare = staying.filter((entry) => isHealthy(entry) && !surplus.includes(entry)).length - floor;
  if (newest.rolloutState === 'FAILED') return { start: 0, stop: surplus };
  const replaceable = older.filter(isHealthy).slice(0, Math.max(0, spare));
  const stop = [...surplus, ...older.filter((entry) => !isHealthy(entry)), ...replaceable];
  const room = ceiling - (staying.length - stop.length);
  return { start: Math.max(0, Math.min(desiredCount - current.length, room)), stop };
}

function isHealthy(entry: ServiceTask): boolean {
  return entry.health === 'HEALTHY';
}

function worstFirst(a: ServiceTask, b: ServiceTask): number {
  return Number(isHealthy(a)) - Number(isHealthy(b)) || a.task.createdAt - b.task.createdAt;
}
