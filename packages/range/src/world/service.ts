import { randomUUID } from 'node:crypto';
import type { Clock, ServiceSpec } from '@steadyhand/contracts';
import { createDeployment, type Deployment, nextStep, type ServiceTask } from './deployment.ts';
import { watchHealth } from './health.ts';
import type { TargetGroup } from './target-group.ts';
import { createTask, startTask, type Task, type TaskWorld, terminateTask } from './task.ts';
import type { TaskDefinition } from './task-definitions.ts';

export interface ServiceEvent {
  id: string;
  /** On the range's clock. */
  createdAt: number;
  message: string;
}

export interface ServiceOptions {
  spec: ServiceSpec;
  arn: string;
  definition: TaskDefinition;
  targetGroups: readonly TargetGroup[];
  world: TaskWorld;
  /** Hears of every task that has ended. */
  onStopped(task: Task): void;
}

export interface ServiceUpdate {
  desiredCount?: number;
  definition?: TaskDefinition;
  force?: boolean;
}

const EVENTS_KEPT = 100;
const BACKOFF_MAX_MS = 60_000;
/** How many container checks in a row must fail, as ECS's default is. */
const CONTAINER_RETRIES = 3;

/**
 * Keeps as many healthy tasks of the right definition running as it should; `nextStep` has the rules.
 *
 * S1 A task that ends without being asked is replaced; one that was never healthy counts as a failure of its
 *    deployment, and the wait before the next start doubles up to a minute.
 * S2 A task is healthy when its container is and every target group that it is registered in says so.
 * S3 A task leaves in order: no new requests, requests finished, SIGTERM, SIGKILL after the stop timeout.
 * S4 An older deployment is gone when its last task is; the newest is then COMPLETED once all its tasks are healthy.
 */
export class Service {
  readonly spec: ServiceSpec;
  readonly arn: string;
  readonly createdAt: number;
  readonly targetGroups: readonly TargetGroup[];
  desiredCount: number;
  /** Whether it has just what it should have, all of it healthy. */
  isSteady = false;
  newest: Deployment;
  /** The newest first. */
  deployments: Deployment[];
  /** The newest first. */
  readonly events: ServiceEvent[] = [];
  readonly tasks = new Set<ServiceTask>();
  readonly #options: ServiceOptions;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #reconciling = false;
  #waiting = false;

  constructor(options: ServiceOptions) {
    const { spec, world } = options;
    this.#options = options;
    this.spec = spec;
    this.arn = options.arn;
    this.targetGroups = options.targetGroups;
    this.createdAt = world.clock.now();
    this.desiredCount = spec.desiredCount;
    this.newest = createDeployment(options.definition, spec.desiredCount, this.createdAt);
    this.deployments = [this.newest];
    for (const group of options.targetGroups) group.onChange((target) => this.#targetChanged(group, target.id));
  }

  get #clock(): Clock {
    return this.#options.world.clock;
  }

  start(): void {
    this.#changed();
  }

  update({ desiredCount, definition, force }: ServiceUpdate): void {
    const now = this.#clock.now();
    this.desiredCount = desiredCount ?? this.desiredCount;
    if (force || (definition && definition !== this.newest.definition)) {
      for (const deployment of this.deployments) deployment.status = 'ACTIVE';
      this.newest = createDeployment(definition ?? this.newest.definition, this.desiredCount, now);
      this.deployments.unshift(this.newest);
    }
    this.newest.desiredCount = this.desiredCount;
    this.newest.updatedAt = now;
    this.#changed();
  }

  /** Ends one task; a new one takes its place. */
  stopTask(id: string, reason: string): void {
    const entry = this.#entry(id);
    if (entry) this.#leave(entry, reason, 'UserInitiated');
  }

  /** What the kernel does to a container that uses more memory than it may. */
  killForMemory(id: string): void {
    this.#kill(id, 'OutOfMemoryError: Container killed due to memory usage');
  }

  /** Kills so many of its running tasks without a word to them; gives their ids. */
  killTasks(count: number): string[] {
    const ids = [...this.tasks].filter(({ task }) => task.status === 'RUNNING').map(({ task }) => task.id);
    const chosen = ids.slice(0, count);
    for (const id of chosen) this.#kill(id, 'Essential container in task exited');
    return chosen;
  }

  #kill(id: string, reason: string): void {
    const task = this.#entry(id)?.task;
    if (!task?.program) return;
    task.stopCode = 'EssentialContainerExited';
    task.stoppedReason = reason;
    task.program.kill('SIGKILL');
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops watching and replacing; the processes are the range's to end. */
  close(): void {
    this.#closing.abort();
    for (const entry of this.tasks) entry.watching.abort();
  }

  #entry(id: string): ServiceTask | undefined {
    return [...this.tasks].find((entry) => entry.task.id === id);
  }

  /** Many things change at once; they are looked at together, when all of them are known. */
  #changed(): void {
    if (this.#reconciling) return;
    this.#reconciling = true;
    queueMicrotask(() => {
      this.#reconciling = false;
      if (!this.#closing.signal.aborted) this.#reconcile();
    });
  }

  #reconcile(): void {
    const step = nextStep(this.tasks, this.newest, { ...this.spec, desiredCount: this.desiredCount });
    for (const entry of step.stop) this.#leave(entry, `Scaling activity initiated by (deployment ${this.newest.id})`);
    if (step.start > 0) this.#launchWhenAllowed(step.start);
    this.#settle();
    for (const listener of this.#listeners) listener();
  }

  /** (S4) */
  #settle(): void {
    const all = [...this.tasks];
    const inUse = new Set(all.map((entry) => entry.deployment));
    const { newest } = this;
    this.deployments = this.deployments.filter((deployment) => deployment === newest || inUse.has(deployment));
    const steady =
      this.deployments.length === 1 &&
      all.length === this.desiredCount &&
      all.every((entry) => entry.health === 'HEALTHY' && !entry.leaving);
    if (steady && newest.rolloutState !== 'COMPLETED') {
      newest.rolloutState = 'COMPLETED';
      newest.updatedAt = this.#clock.now();
      this.#say(`(deployment ${newest.id}) deployment completed.`);
    }
    if (steady && !this.isSteady) this.#say('has reached a steady state.');
    this.isSteady = steady;
  }

  /** (S1) */
  #launchWhenAllowed(count: number): void {
    const wait = this.newest.notBefore - this.#clock.now();
    if (wait <= 0) {
      for (let i = 0; i < count; i++) void this.#launch(this.newest);
    } else if (!this.#waiting) {
      this.#waiting = true;
      const over = () => {
        this.#waiting = false;
        this.#changed();
      };
      void this.#clock.sleep(wait, this.#closing.signal).then(over, over);
    }
  }

  async #launch(deployment: Deployment): Promise<void> {
    const { world } = this.#options;
    const task = createTask(deployment.definition, deployment.id, world.clock);
    const entry: ServiceTask = {
      task,
      deployment,
      health: 'UNKNOWN',
      wasHealthy: false,
      saidWell: new Set(),
      leaving: false,
      watching: new AbortController(),
    };
    this.tasks.add(entry);
    this.#say(`has started 1 tasks: (task ${task.id}).`);
    this.#changed();
    await startTask(task, world);
    if (this.#closing.signal.aborted) return;
    if (!task.program) return this.#ended(entry);
    void task.program.ended.then(() => this.#ended(entry));
    if (entry.leaving) await terminateTask(task, world.clock);
    else this.#watch(entry);
  }

  #watch(entry: ServiceTask): void {
    const { address, id } = entry.task;
    if (!address) return;
    const { spec } = this;
    const graceMs = spec.healthGraceSeconds * 1000;
    for (const group of this.targetGroups) {
      group.register(id, address, graceMs);
      this.#say(`registered 1 targets in (target-group ${group.arn})`);
    }
    void watchHealth({
      address,
      path: spec.healthPath,
      intervalMs: spec.healthIntervalSeconds * 1000,
      healthyThreshold: 1,
      unhealthyThreshold: CONTAINER_RETRIES,
      graceMs,
      clock: this.#clock,
      signal: entry.watching.signal,
      onChange: (health) => {
        if (health === 'unhealthy') this.#failed(entry, 'failed container health checks');
        else this.#becameWell(entry, 'container');
      },
    });
  }

  #targetChanged(group: TargetGroup, id: string): void {
    const entry = this.#entry(id);
    const state = group.targets.get(id)?.state;
    if (!entry || entry.leaving) return;
    if (state === 'healthy') this.#becameWell(entry, group.arn);
    if (state === 'unhealthy') this.#failed(entry, `failed ELB health checks in (target-group ${group.arn})`);
  }

  /** (S2) Each of the container and the target groups is heard of by itself. */
  #becameWell(entry: ServiceTask, who: string): void {
    entry.saidWell.add(who);
    if (entry.saidWell.size < this.targetGroups.length + 1 || entry.leaving) return;
    entry.health = 'HEALTHY';
    entry.wasHealthy = true;
    entry.deployment.failuresInARow = 0;
    this.#changed();
  }

  #failed(entry: ServiceTask, what: string): void {
    entry.health = 'UNHEALTHY';
    this.#say(`(task ${entry.task.id}) ${what}.`);
    if (!entry.wasHealthy) this.#countFailure(entry.deployment);
    this.#leave(entry, `Task ${what}`);
  }

  #leave(entry: ServiceTask, reason: string, stopCode: Task['stopCode'] = 'ServiceSchedulerInitiated'): void {
    if (entry.leaving) return;
    const { task } = entry;
    entry.leaving = true;
    entry.watching.abort();
    task.status = 'DEACTIVATING';
    task.stoppingAt = this.#clock.now();
    task.stopCode = stopCode;
    task.stoppedReason = reason;
    this.#say('has begun draining connections on 1 tasks.');
    void this.#drainAndEnd(entry);
    this.#changed();
  }

  async #drainAndEnd({ task }: ServiceTask): Promise<void> {
    await Promise.all(this.targetGroups.map((group) => group.drain(task.id)));
    this.#say(`has stopped 1 running tasks: (task ${task.id}).`);
    await terminateTask(task, this.#clock);
  }

  #ended(entry: ServiceTask): void {
    if (this.#closing.signal.aborted) return;
    const { task } = entry;
    entry.watching.abort();
    for (const group of this.targetGroups) group.remove(task.id);
    this.tasks.delete(entry);
    if (!entry.leaving && !entry.wasHealthy) this.#countFailure(entry.deployment);
    this.#options.onStopped(task);
    this.#changed();
  }

  /** (S1) */
  #countFailure(deployment: Deployment): void {
    deployment.failedTasks += 1;
    deployment.failuresInARow += 1;
    const wait = Math.min(BACKOFF_MAX_MS, 1000 * 2 ** (deployment.failuresInARow - 1));
    deployment.notBefore = this.#clock.now() + wait;
    if (deployment.failuresInARow >= 3) this.#say('is unable to consistently start tasks successfully.');
  }

  #say(message: string): void {
    const createdAt = this.#clock.now();
    this.events.unshift({ id: randomUUID(), createdAt, message: `(service ${this.spec.name}) ${message}` });
    this.events.length = Math.min(this.events.length, EVENTS_KEPT);
  }
}
