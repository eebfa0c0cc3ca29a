import { expect, test } from 'vitest';
import { dryRun, open, recorder, shell } from './test-kit.ts';

test('B4 a held command answers with a marker, and what receives it is held and shown as depending on it', async () => {
  const aws = recorder('aws', () => ({ stdout: 'real\n' }));
  const { session, events } = await open([aws.handler], dryRun);
  const result = await session.run(
    shell("ID=$(aws set a | jq -r '.id')\naws get $ID\necho $ID | grep x | aws get -\naws get plain"),
  );
  expect(result.exitCode).toBe(0);
  expect(aws.calls.map(({ argv }) => argv)).toEqual([['get', 'plain']]);
  const outcomes = events.filter((event) => event.type === 'command-outcome');
  expect(outcomes.map(({ state, dependsOnHeld }) => [state, dependsOnHeld])).toEqual([
    ['held', false],
    ['held', true],
    ['held', true],
    ['done', false],
  ]);
  await session.close();
});

test('S6 after a hold a loop that waits for it ends the block, and the session goes on', async () => {
  const aws = recorder('aws', () => ({ stdout: '4\n' }));
  const { session, slept } = await open([aws.handler], dryRun);
  await session.run(shell('f() { echo "f $1"; }\nexport STACK=dev; n=1; cd /tmp'));
  const result = await session.run(
    shell('aws set count 6\nuntil [ "$(aws get count)" = 6 ]; do sleep 300; done\necho never'),
  );
  expect(result).toMatchObject({ wouldWait: 'aws get count', ended: false, exitCode: 0 });
  expect(result.stderr).toContain('would wait here: aws get count');
  expect(slept).toEqual([]);
  expect(await session.run(shell('f "$n $STACK $PWD"'))).toMatchObject({ stdout: 'f 1 dev /tmp\n' });
  await session.close();
});

test('S6 going on after a wait runs nothing again', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler], dryRun);
  await session.run(shell('f() { aws get f; }; f\ng() { echo g; }\naws set a'));
  await session.run(shell('while true; do aws get x; done'));
  expect(aws.calls.map(({ argv }) => argv[1])).toEqual(['f', 'x']);
  expect(await session.run(shell('g'))).toMatchObject({ stdout: 'g\n' });
  await session.close();
});

test('S6 the same read in two pieces is no waiting', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler], dryRun);
  const result = await session.run(shell('aws set a\naws get a\naws get a\nfor i in 1 2; do aws get $i; done'));
  expect(result).toMatchObject({ wouldWait: null });
  expect(aws.calls).toHaveLength(4);
  await session.close();
});

test('B4 arithmetic on a held result is refused', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler], dryRun);
  await expect(session.run(shell('X=$(aws set a)\naws set $((X + 2))'))).rejects.toMatchObject({
    code: 'CONSTRUCT_REFUSED',
  });
  await session.close();
});
