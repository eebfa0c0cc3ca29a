/** A range with databases alone, and what tests of RDS do with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  RDSClient,
  waitUntilDBInstanceAvailable,
} from '@aws-sdk/client-rds';
import { type RangeControl, ref } from '@steadyhand/contracts';
import pg from 'pg';
import { locate } from '../../network/hosts.ts';
import { startRange } from '../../range.ts';
import { fixtureOptions, fixtureStack } from '../../testing/fixture-range.ts';

const database = {
  instanceClass: 'db.t4g.micro',
  database: 'app',
  username: 'app',
  maxConnections: 30,
  subnetGroup: 'private',
};

/** `main` has a proxy and an archive, the others have neither. */
const stack = fixtureStack({
  services: [],
  loadBalancers: [],
  targetGroups: [],
  databases: [
    { ...database, id: 'main', identifier: 'main', proxy: { name: 'main-proxy', maxConnectionsPercent: 50 } },
    { ...database, id: 'plain', identifier: 'plain', backupRetentionDays: 0 },
    { ...database, id: 'unsaved', identifier: 'unsaved', backupRetentionDays: 0 },
  ],
  outputs: {
    main: ref('database', 'main', 'url'),
    plain: ref('database', 'plain', 'url'),
    unsaved: ref('database', 'unsaved', 'url'),
    proxy: ref('database', 'main', 'proxyUrl'),
  },
});

export type RdsRange = Awaited<ReturnType<typeof openRdsRange>>;

export async function openRdsRange(name: string) {
  const stateFolder = mkdtempSync(join(tmpdir(), 'rds-test-'));
  const range: RangeControl = await startRange(fixtureOptions({ name, stateFolder, stack, speed: 20 }));
  const { endpoint, region } = range.description;
  const connection = { endpoint, region, credentials: { ...range.description.credentials } };
  const rds = new RDSClient(connection);
  const waiting = { client: rds, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.05 };
  return {
    range,
    connection,
    rds,
    /** For the SDK's waiters. */
    waiting,
    /** Rejects with what is noted of the instance where it never becomes available. */
    async available(identifier: string): Promise<void> {
      await waitUntilDBInstanceAvailable(waiting, { DBInstanceIdentifier: identifier }).catch(async (cause: Error) => {
        const { Events = [] } = await rds.send(new DescribeEventsCommand({ Duration: 60 }));
        throw new Error(Events.map(({ SourceIdentifier, Message }) => `${SourceIdentifier}: ${Message}`).join('\n'), {
          cause,
        });
      });
    },
    /** An output's URL as a client of this machine follows it; another instance's when one is named. */
    place(output: string, identifier?: string): pg.ClientConfig {
      const { hostname, username, password, pathname } = new URL(range.description.outputs[output] ?? '');
      const host = identifier === undefined ? hostname : hostname.replace(/^[^.]+/, identifier);
      const address = locate(range.description.hosts, host, 5432);
      if (!address) throw new TypeError(`${host} leads nowhere`);
      return { ...address, user: username, password, database: pathname.slice(1) };
    },
    async described(identifier: string) {
      const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
      const [instance] = DBInstances;
      if (!instance) throw new TypeError(`${identifier} is not described`);
      return instance;
    },
    async close() {
      await range.stop();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

export async function connected(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  await client.connect();
  return client;
}

export async function query(config: pg.ClientConfig, sql: string): Promise<unknown[]> {
  const client = await connected(config);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
