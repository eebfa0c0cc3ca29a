import {
  DeleteDBInstanceCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventsCommand,
  ModifyDBInstanceCommand,
  RebootDBInstanceCommand,
  RestoreDBInstanceToPointInTimeCommand,
  waitUntilDBInstanceDeleted,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { until } from '../../testing/fixture-range.ts';
import { openRdsRange, query, type RdsRange } from './testing.ts';

// Servers are copied and started many times, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let open: RdsRange;

beforeAll(async () => {
  open = await openRdsRange('rds');
});

afterAll(() => open?.close());

describe('an instance', () => {
  test('is described as RDS does, and its restorable time moves on', async () => {
    await open.available('main');
    const instance = await open.described('main');
    expect(instance).toMatchObject({
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      BackupRetentionPeriod: 7,
      DBSubnetGroup: { DBSubnetGroupName: 'private' },
      Endpoint: { Port: 5432 },
    });
    const first = instance.LatestRestorableTime?.getTime() ?? Number.NaN;
    await until(
      async () => (await open.described('main')).LatestRestorableTime?.getTime() ?? 0,
      (time) => time > first,
    );
    expect((await open.described('unsaved')).LatestRestorableTime).toBeUndefined();
  });

  test('tells the time of the range', async () => {
    const rows = (await query(open.place('main'), 'SELECT extract(epoch FROM clock_timestamp())::float8 AS now')) as {
      now: number;
    }[];
    if (process.platform === 'linux')
      expect(Math.abs((rows[0]?.now ?? 0) * 1000 - open.range.clock.now())).toBeLessThan(5000);
  });
});

describe('a modification', () => {
  test('of the class waits until it is told to be done, and then restarts the server', async () => {
    const modify = (changes: object) =>
      open.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'plain', ...changes }));
    await open.available('plain');
    await modify({ DBInstanceClass: 'db.t3.large' });
    expect(await open.described('plain')).toMatchObject({
      DBInstanceClass: 'db.t4g.micro',
      DBInstanceStatus: 'available',
      PendingModifiedValues: { DBInstanceClass: 'db.t3.large' },
    });
    expect(await query(open.place('plain'), 'SHOW max_connections')).toEqual([{ max_connections: '30' }]);
    await modify({ ApplyImmediately: true });
    expect((await open.described('plain')).DBInstanceStatus).toBe('modifying');
    await expect(modify({ DBInstanceClass: 'db.t3.micro' })).rejects.toMatchObject({
      name: 'InvalidDBInstanceStateFault',
    });
    await open.available('plain');
    expect(await open.described('plain')).toMatchObject({ DBInstanceClass: 'db.t3.large', PendingModifiedValues: {} });
    expect(await query(open.place('plain'), 'SHOW max_connections')).toEqual([{ max_connections: '901' }]);
    const { Events = [] } = await open.rds.send(
      new DescribeEventsCommand({ SourceType: 'db-instance', SourceIdentifier: 'plain' }),
    );
    expect(Events.map(({ Message }) => Message)).toContain('DB instance restarted');
  });

  test('to Multi-AZ makes a standby that takes over with nothing lost', async () => {
    await query(open.place('plain'), 'CREATE TABLE through (x int)');
    await open.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'plain', MultiAZ: true, ApplyImmediately: true }),
    );
    await open.available('plain');
    const { AvailabilityZone: before } = await open.described('plain');
    await query(open.place('plain'), 'INSERT INTO through SELECT generate_series(1, 100)');
    await open.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'plain', ForceFailover: true }));
    await open.available('plain');
    expect(await query(open.place('plain'), 'SELECT count(*)::int FROM through')).toEqual([{ count: 100 }]);
    const { AvailabilityZone: after, MultiAZ } = await open.described('plain');
    expect({ MultiAZ, moved: before !== after }).toEqual({ MultiAZ: true, moved: true });
  });

  test('of the password lets only the new one in', async () => {
    const former = open.place('plain');
    await open.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'plain', MasterUserPassword: 'another-password' }),
    );
    await open.available('plain');
    await expect(query(former, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(await query({ ...former, password: 'another-password' }, 'SELECT 1 AS x')).toEqual([{ x: 1 }]);
    await open.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'plain', MasterUserPassword: String(former.password) }),
    );
    await open.available('plain');
  });

  test('of the retention makes moments restorable', async () => {
    await open.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'plain', BackupRetentionPeriod: 3, ApplyImmediately: true }),
    );
    await open.available('plain');
    expect((await open.described('plain')).LatestRestorableTime).toBeInstanceOf(Date);
  });

  test('is refused where RDS refuses it', async () => {
    const modify = (changes: object) =>
      open.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'main', ...changes }));
    await expect(modify({ DBInstanceClass: 'db.t9.huge' })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(modify({ DBInstanceClass: 'db.t2.micro' })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
    await expect(modify({ BackupRetentionPeriod: 36 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(modify({ MasterUserPassword: 'short' })).rejects.toThrow(/shorter than 8/);
    await expect(modify({ VpcSecurityGroupIds: ['sg-1'] })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(modify({ Iops: 4000 })).rejects.toThrow(/not implemented/);
    await expect(modify({ DBInstanceIdentifier: 'other' })).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
    await expect(
      open.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'main', ForceFailover: true })),
    ).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  });
});

describe('deleting', () => {
  test('wants a word on the final snapshot, and respects protection', async () => {
    await open.rds.send(
      new RestoreDBInstanceToPointInTimeCommand({
        SourceDBInstanceIdentifier: 'main',
        TargetDBInstanceIdentifier: 'doomed',
        UseLatestRestorableTime: true,
      }),
    );
    await open.available('doomed');
    const remove = (changes: object) =>
      open.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'doomed', ...changes }));
    await expect(remove({})).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await open.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'doomed', DeletionProtection: true }));
    await expect(remove({ SkipFinalSnapshot: true })).rejects.toThrow(/protected/);
    await open.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'doomed', DeletionProtection: false }));
    await remove({ FinalDBSnapshotIdentifier: 'last' });
    await waitUntilDBInstanceDeleted(open.waiting, { DBInstanceIdentifier: 'doomed' });
    const { DBSnapshots } = await open.rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'last' }));
    expect(DBSnapshots).toMatchObject([{ Status: 'available', DBInstanceIdentifier: 'doomed' }]);
  });
});
