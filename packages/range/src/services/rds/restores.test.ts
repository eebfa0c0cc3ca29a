import {
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBSnapshotsCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
  waitUntilDBSnapshotAvailable,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { until } from '../../testing/fixture-range.ts';
import { openRdsRange, query, type RdsRange } from './testing.ts';

// Servers are copied and started many times, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let open: RdsRange;

beforeAll(async () => {
  open = await openRdsRange('rds-restores');
});

afterAll(() => open?.close());

describe('a snapshot', () => {
  test('is taken while clients work, and restored under a name of its own', async () => {
    await query(open.place('main'), 'CREATE TABLE kept (text text)');
    await query(open.place('main'), "INSERT INTO kept VALUES ('before')");
    await open.rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: 'first', DBInstanceIdentifier: 'main' }));
    await waitUntilDBSnapshotAvailable(open.waiting, { DBSnapshotIdentifier: 'first' });
    await open.available('main');
    await query(open.place('main'), "INSERT INTO kept VALUES ('after')");
    const restored = await open.rds.send(
      new RestoreDBInstanceFromDBSnapshotCommand({ DBInstanceIdentifier: 'copy', DBSnapshotIdentifier: 'first' }),
    );
    expect(restored.DBInstance?.DBInstanceStatus).toBe('creating');
    await open.available('copy');
    const copy = open.place('main', 'copy');
    expect(await query(copy, 'SELECT * FROM kept')).toEqual([{ text: 'before' }]);
    await query(copy, "INSERT INTO kept VALUES ('in the copy')");
    expect(await query(open.place('main'), 'SELECT count(*)::int FROM kept')).toEqual([{ count: 2 }]);
  });

  test('is listed, and deleted once', async () => {
    await open.rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: 'listed', DBInstanceIdentifier: 'main' }));
    await waitUntilDBSnapshotAvailable(open.waiting, { DBSnapshotIdentifier: 'listed' });
    await open.available('main');
    const { DBSnapshots } = await open.rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: 'main' }));
    expect(DBSnapshots).toContainEqual(
      expect.objectContaining({ DBSnapshotIdentifier: 'listed', Status: 'available', SnapshotType: 'manual' }),
    );
    await expect(
      open.rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: 'listed', DBInstanceIdentifier: 'main' })),
    ).rejects.toMatchObject({ name: 'DBSnapshotAlreadyExistsFault' });
    await open.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'listed' }));
    await expect(open.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'listed' }))).rejects.toMatchObject({
      name: 'DBSnapshotNotFoundFault',
    });
  });
});

describe('a point in time', () => {
  test('has the row before and not the row after, to a second', async () => {
    await query(open.place('main'), 'CREATE TABLE moments (text text)');
    await query(open.place('main'), "INSERT INTO moments VALUES ('before')");
    const at = Math.ceil(open.range.clock.now() / 1000) * 1000;
    await open.range.clock.sleep(at - open.range.clock.now() + 500);
    await query(open.place('main'), "INSERT INTO moments VALUES ('after')");
    await query(open.place('main'), 'DROP TABLE moments');
    await until(
      async () => (await open.described('main')).LatestRestorableTime?.getTime() ?? 0,
      (time) => time >= at,
    );
    await open.rds.send(
      new RestoreDBInstanceToPointInTimeCommand({
        SourceDBInstanceIdentifier: 'main',
        TargetDBInstanceIdentifier: 'then',
        RestoreTime: new Date(at),
        DBSubnetGroupName: 'private',
      }),
    );
    await open.available('then');
    const then = open.place('main', 'then');
    expect(await query(then, 'SELECT * FROM moments')).toEqual([{ text: 'before' }]);
    await query(then, "INSERT INTO moments VALUES ('goes on')");
  });

  test('is the last one, with nothing lost', async () => {
    await query(open.place('main'), 'CREATE TABLE IF NOT EXISTS latest (x int)');
    await query(open.place('main'), 'INSERT INTO latest VALUES (1)');
    await open.rds.send(
      new RestoreDBInstanceToPointInTimeCommand({
        SourceDBInstanceIdentifier: 'main',
        TargetDBInstanceIdentifier: 'latest',
        UseLatestRestorableTime: true,
      }),
    );
    await open.available('latest');
    expect(await query(open.place('main', 'latest'), 'TABLE latest')).toEqual([{ x: 1 }]);
  });

  test('is refused outside of what can be restored', async () => {
    const restore = (changes: object) =>
      open.rds.send(
        new RestoreDBInstanceToPointInTimeCommand({
          SourceDBInstanceIdentifier: 'main',
          TargetDBInstanceIdentifier: 'never',
          ...changes,
        }),
      );
    const { DBInstanceAutomatedBackups: [backup] = [] } = await open.rds.send(
      new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: 'main' }),
    );
    const earliest = backup?.RestoreWindow?.EarliestTime?.getTime() ?? Number.NaN;
    const invalid = { name: 'InvalidParameterValue' };
    await expect(restore({ RestoreTime: new Date(earliest - 2000) })).rejects.toMatchObject(invalid);
    await expect(restore({ RestoreTime: new Date(open.range.clock.now() + 3_600_000) })).rejects.toThrow(/later than/);
    await expect(restore({})).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await expect(restore({ UseLatestRestorableTime: true, TargetDBInstanceIdentifier: 'plain' })).rejects.toMatchObject(
      {
        name: 'DBInstanceAlreadyExistsFault',
      },
    );
    await expect(restore({ UseLatestRestorableTime: true, DBSubnetGroupName: 'nowhere' })).rejects.toMatchObject({
      name: 'DBSubnetGroupNotFoundFault',
    });
    await expect(
      restore({ UseLatestRestorableTime: true, SourceDBInstanceIdentifier: 'unsaved' }),
    ).rejects.toMatchObject({ name: 'PointInTimeRestoreNotEnabledFault' });
  });
});
