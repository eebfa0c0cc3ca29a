import type { Clock } from '@steadyhand/contracts';
import { createTask, markStopping, startTask, type Task, type TaskWorld, terminateTask } from './task.ts';
import type { TaskDefinition } from './task-definitions.ts';

/** Tasks that no service keeps: they run once. */
export interface OneOffTasks {
  /** Those that have not ended. */
  readonly running: ReadonlySet<Task>;
  /** By the token of the request that started them, which may be sent again. */
  readonly byToken: Map<string, readonly Task[]>;
  run(definition: TaskDefinition, options: Parameters<typeof createTask>[2]): Task;
  stop(task: Task, reason: string): void;
}

export interface OneOffOptions {
  clock: Clock;
  /** Null while there is nothing to run tasks with. */
  world(): TaskWorld | null;
  /** Hears of every task that has ended. */
  onStopped(task: Task): void;
}

export function createOneOffTasks({ clock, world, onStopped }: OneOffOptions): OneOffTasks {
  const running = new Set<Task>();
  const ended = (task: Task) => {
    running.delete(task);
    onStopped(task);
  };
  const start = async (task: Task) => {
    const tasks = world();
    if (tasks) await startTask(task, tasks);
    if (!task.program) return ended(task);
    if (task.stoppingAt !== null) void terminateTask(task, clock);
    await task.program.ended;
    ended(task);
  };
  return {
    running,
    byToken: new Map(),
    run(definition, options) {
      const task = createTask(definition, clock, options);
      running.add(task);
      void start(task);
      return task;
    },
    stop(task, reason) {
      markStopping(task, clock, { reason, stopCode: 'UserInitiated' });
      void terminateTask(task, clock);
    },
  };
}
