import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import { type DatabaseWorld, findInstance } from './database-sessions.ts';

/**
 * The server of a database ends as in a crash. A standby takes over at once; without one a server comes back after
 * `forSeconds`, or when the fault is cleared.
 */
export async function injectDatabaseStop(
  world: DatabaseWorld,
  { database: wanted, forSeconds }: Extract<Fault, { kind: 'database-stop' }>,
): Promise<InjectedFault> {
  const fault = `database-stop ${wanted}`;
  const { database, spec } = findInstance(world, fault, wanted);
  if (!database?.isRunning) throw new SteadyError('FAULT_UNKNOWN', { fault, reason: 'the database does not run' });
  const cleared = new AbortController();
  const hold = new Promise<void>((resolve) => {
    cleared.signal.addEventListener('abort', () => resolve(), { once: true });
    if (forSeconds === undefined) return;
    world.wall.sleep(forSeconds * 1000, cleared.signal).then(resolve, () => {});
  });
  const over = database.crash(hold);
  return {
    text: `${spec.identifier} stopped${forSeconds === undefined ? '' : ` for ${forSeconds} s`}`,
    over,
    async clear() {
      cleared.abort();
      await over;
    },
  };
}
