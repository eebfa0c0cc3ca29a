import type { Clock, ServiceSpec } from '@steadyhand/contracts';
import {
  completeDeployment,
  createDeployment,
  type Deployment,
  failureThreshold,
  nextStep,
  type ServiceTask,
} from './deployment.ts';
import { watchHealth } from './health.ts';
import { type ServiceEvent, ServiceEvents } from './service-events.ts';
import type { TargetGroup } from './target-group.ts';
import { createTask, markStopping, startTask, type Task, type TaskWorld, terminateTask } from './task.ts';
import type { TaskDefinition } from './task-definitions.ts';

export interface ServiceOptions {
  spec: ServiceSpec;
  arn: string;
  definition: TaskDefinition;
  targetGroups: readonly TargetGroup[];
  world: TaskWorld;
  /** Hears of every task that has ended. */
  onStopped(task: Task): void;
}

/** What of a service can be set without a new deployment. */
export interface ServiceSettings {
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: { enable: boolean; rollback: boolean };
  healthGraceSeconds: number;
  /** Of tasks that start from now on. */
  executeCommand: boolean;
}

export interface ServiceUpdate {
  desiredCount?: number;
  definition?: TaskDefinition;
  force?: boolean;
  settings?: Partial<ServiceSettings>;
}

const TROUBLESHOOTING = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
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
 * S5 With a circuit breaker, a deployment of which as many tasks failed as `failureThreshold` says, and none was healthy,
 *    is FAILED: its tasks go, and nothing is started, or the last deployment that was COMPLETED is taken again.
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
  settings: ServiceSettings;
  readonly tasks = new Set<ServiceTask>();
  readonly #options: ServiceOptions;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #events: ServiceEvents;
  #lastCompleted: Deployment | null = null;
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
    const { minimumHealthyPercent, maximumPercent, healthGraceSeconds, circuitBreaker, executeCommand } = spec;
    this.settings = {
      minimumHealthyPercent,
      maximumPercent,
      healthGraceSeconds,
      executeCommand,
      circuitBreaker: { enable: circuitBreaker !== undefined, rollback: circuitBreaker?.rollback ?? false },
    };
    this.#events = new ServiceEvents(spec.name, world.clock);
    this.newest = createDeployment(options.definition, spec.desiredCount, this.createdAt);
    this.deployments = [this.newest];
    for (const group of options.targetGroups) group.onChange((target) => this.#targetChanged(group, target.id));
  }

  get #clock(): Clock {
    return this.#options.world.clock;
  }

  /** The newest first. */
  get events(): readonly ServiceEvent[] {
    return this.#events.all;
  }

  start(): void {
    this.#changed();
  }

  update({ desiredCount, definition, force, settings }: ServiceUpdate): void {
    const now = this.#clock.now();
    this.settings = { ...this.settings, ...settings };
    this.desiredCount = desiredCount ?? this.desiredCount;
    if (force || (definition && definition !== this.newest.definition)) {
      this.#makePrimary(createDeployment(definition ?? this.newest.definition, this.desiredCount, now));
    }
    this.newest.desiredCount = this.desiredCount;
    this.newest.updatedAt = now;
    this.#changed();
  }

  #makePrimary(deployment: Deployment): void {
    for (const other of this.deployments) other.status = 'ACTIVE';
    deployment.status = 'PRIMARY';
    this.newest = deployment;
    this.deployments = [deployment, ...this.deployments.filter((other) => other !== deployment)];
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
    const step = nextStep(this.tasks, this.newest, { ...this.settings, desiredCount: this.desiredCount });
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
      newest.rolloutState !== 'FAILED' &&
      this.deployments.length === 1 &&
      all.length === this.desiredCount &&
      all.every((entry) => entry.health === 'HEALTHY' && !entry.leaving);
    if (steady && newest.rolloutState !== 'COMPLETED') {
      completeDeployment(newest, this.#clock.now());
      this.#lastCompleted = newest;
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
    const task = createTask(deployment.definition, world.clock, {
      startedBy: deployment.id,
      group: `service:${this.spec.name}`,
      executeCommand: this.settings.executeCommand,
    });
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
    const starting = startTask(task, world, deployment.image ?? undefined);
    deployment.image ??= task.image;
    await starting;
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
    const graceMs = this.settings.healthGraceSeconds * 1000;
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
    Object.assign(entry.deployment, { failedTasks: 0, hadHealthyTask: true, failuresInARow: 0 });
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
    markStopping(task, this.#clock, { reason, stopCode });
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
    deployment.failuresInARow += 1;
    const wait = Math.min(BACKOFF_MAX_MS, 1000 * 2 ** (deployment.failuresInARow - 1));
    deployment.notBefore = this.#clock.now() + wait;
    if (deployment.failuresInARow >= 3)
      this.#say(`is unable to consistently start tasks successfully. ${TROUBLESHOOTING}`);
    if (deployment.hadHealthyTask) return;
    deployment.failedTasks += 1;
    const enough = deployment.failedTasks >= failureThreshold(this.desiredCount);
    const watched = deployment === this.newest && deployment.rolloutState === 'IN_PROGRESS';
    if (enough && watched && this.settings.circuitBreaker.enable) this.#giveUp(deployment);
  }

  /** (S5) */
  #giveUp(failed: Deployment): void {
    failed.rolloutState = 'FAILED';
    failed.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    failed.updatedAt = this.#clock.now();
    this.#say(`(deployment ${failed.id}) deployment failed: tasks failed to start.`);
    const back = this.settings.circuitBreaker.rollback ? this.#lastCompleted : null;
    if (back) {
      this.#say(`rolling back to deployment ${back.id}.`);
      back.rolloutState = 'IN_PROGRESS';
      back.rolloutStateReason = `ECS deployment circuit breaker: rolling back to deploymentId ${back.id}.`;
      back.desiredCount = this.desiredCount;
      back.updatedAt = this.#clock.now();
      this.#makePrimary(back);
    } else {
      for (const entry of this.tasks) {
        if (entry.deployment === failed) this.#leave(entry, `Scaling activity initiated by (deployment ${failed.id})`);
      }
    }
    this.#changed();
  }

  #say(message: string): void {
    this.#events.say(message);
  }
}
