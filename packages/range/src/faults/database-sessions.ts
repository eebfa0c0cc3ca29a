import { type Clock, type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { Instance } from '../services/rds/instance.ts';
import type { RdsWorld } from '../services/rds/world.ts';

export interface DatabaseWorld {
  readonly rds: RdsWorld;
  /** Faults last as long as people and processes need, so on the wall. */
  readonly wall: Clock;
}

type SessionsFault = Extract<Fault, { kind: 'database-sessions' }>;

/** Longer than any drill, on whatever clock the server has. */
const WORK = 'SELECT pg_sleep(1e7)';

/** Somebody opens sessions as the application does and leaves them open; who ends them in the database has mended it. */
export async function injectDatabaseSessions(world: DatabaseWorld, fault: SessionsFault): Promise<InjectedFault> {
  const { database: wanted, forSeconds, idle } = fault;
  const instance = findInstance(world, `database-sessions ${wanted}`, wanted);
  const sessions = await openSessions(instance, fault);
  const cleared = new AbortController();
  const ended = Promise.all(sessions.map((session) => session.ended));
  const over = (async () => {
    const timeOver =
      forSeconds === undefined ? aborted(cleared.signal) : world.wall.sleep(forSeconds * 1000, cleared.signal);
    await Promise.race([timeOver.catch(() => {}), ended]);
    cleared.abort();
    for (const { client } of sessions) void client.end().catch(() => {});
    await ended;
  })();
  const during = forSeconds === undefined ? '' : ` for ${forSeconds} s`;
  return {
    text: `${sessions.length} ${idle ? 'idle' : 'busy'} sessions of ${fault.application} on ${instance.spec.identifier}${during}`,
    over,
    async clear() {
      cleared.abort();
      await over;
    },
  };
}

/** By its id in the stack, or by its identifier. */
export function findInstance({ rds }: DatabaseWorld, fault: string, wanted: string): Instance {
  const all = rds.instances.all();
  const found = all.find(({ spec }) => spec.id === wanted || spec.identifier === wanted);
  if (found) return found;
  const known = all.map(({ spec }) => spec.id).join(', ') || 'none';
  throw new SteadyError('FAULT_UNKNOWN', { fault, reason: `there is no database of this name; there are: ${known}` });
}

interface Session {
  client: pg.Client;
  ended: Promise<void>;
}

/** As many as were asked for, or until the database refuses more. */
async function openSessions(instance: Instance, { count, idle, application }: SessionsFault): Promise<Session[]> {
  const { database, password, spec } = instance;
  const sessions: Session[] = [];
  while (count === undefined || sessions.length < count) {
    const client = new pg.Client({
      ...database?.address,
      user: spec.username,
      ...(password !== null && { password }),
      database: spec.database,
      application_name: application,
    });
    client.on('error', () => {});
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    try {
      await client.connect();
    } catch (cause) {
      if ((cause as { code?: string }).code === '53300') break;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SteadyError('FAULT_UNKNOWN', { fault: `database-sessions ${spec.id}`, reason }, { cause });
    }
    sessions.push({ client, ended });
    // An idle session has a last statement, by whose age it is judged.
    if (idle) await client.query('SELECT 1');
    else client.query(WORK).catch(() => {});
  }
  return sessions;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
