/** For a moment a table has another name, as after half a migration, and every client that asks for it gets an error. */
import type { TrafficOptions } from '@steadyhand/contracts';
import pg from 'pg';

export async function traffic({ baseUrl, count, attribute, locate }: TrafficOptions): Promise<void> {
  const url = new URL(attribute('database', 'main', 'url'));
  const place = locate(url.hostname, Number(url.port));
  if (!place) throw new Error(`the range has no ${url.host}`);
  const { username: user, password, pathname } = url;
  const client = new pg.Client({ ...place, user, password, database: pathname.slice(1) });
  await client.connect();
  try {
    await client.query('alter table conversations rename to conversations_old');
    for (let i = 0; i < count; i++) {
      const { status } = await fetch(new URL('/api/conversations', baseUrl));
      if (status !== 503) throw new Error(`the API answered ${status} without its table`);
    }
  } finally {
    await client.query('alter table if exists conversations_old rename to conversations');
    await client.end();
  }
}
