/** What a handler says before it runs, and the folder of this machine that it is told of. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SessionDisk, SteadyError } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { handlerOf, open, recorder, runAll, shell } from './test-kit.ts';

const notInstalled = handlerOf('kubectl', async () => ({ exitCode: 0, stdout: '', stderr: '' }), {
  refusal: ({ program }) => new SteadyError('PROGRAM_NOT_INSTALLED', { program }, { state: 'Nothing was run.' }),
});

test('S2 what its handler refuses is refused before the first command', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler, notInstalled]);
  const refused = { code: 'PROGRAM_NOT_INSTALLED', state: 'Nothing was run.' };
  for (const text of [
    'aws set a; kubectl get pods',
    'aws set a; bash -c "kubectl get"',
    'aws set a | xargs kubectl get',
  ])
    await expect(session.run(shell(text))).rejects.toMatchObject(refused);
  expect(aws.calls).toEqual([]);
  await session.close();
});

test('a program that is not installed does not exist, and cannot be reached at run time', async () => {
  const { session } = await open([recorder('aws').handler, notInstalled]);
  expect((await session.run(shell('command -v kubectl || echo none'))).stdout).toBe('none\n');
  const running = session.run(shell('X=kubectl; $X get pods || true; echo after'));
  await expect(running).rejects.toMatchObject({ code: 'PROGRAM_NOT_INSTALLED' });
  await session.close();
});

test('what a handler refuses by its words is refused with them', async () => {
  const aws = recorder('aws');
  const refusal = ({ program, argv }: { program: string; argv: readonly string[] }) =>
    argv[0] === 'set' ? new SteadyError('PROGRAM_NOT_IN_RANGE', { program, command: 'set' }) : null;
  const { session } = await open([{ ...aws.handler, refusal }]);
  await session.run(shell('aws get a'));
  await expect(session.run(shell('aws get b; aws set a'))).rejects.toMatchObject({ code: 'PROGRAM_NOT_IN_RANGE' });
  expect(aws.calls).toHaveLength(1);
  await session.close();
});

test("a handler is told of the caller's folder, and of what the session wrote in it", async () => {
  const root = await mkdtemp(join(tmpdir(), 'steadyhand-disk-'));
  try {
    await writeFile(join(root, 'a.txt'), 'a');
    const seen: (SessionDisk | undefined)[] = [];
    const handler = handlerOf('aws', async (_call, { disk }) => {
      seen.push(disk);
      return { exitCode: 0, stdout: '', stderr: '' };
    });
    const { session } = await open([handler], runAll, { workingFolder: root });
    await session.run(shell('cat a.txt; mkdir sub; echo x > sub/b.txt; aws get x'));
    await session.close();
    const [disk] = seen;
    expect(disk).toMatchObject({ root, mount: '/home/steady/project' });
    const b = '/home/steady/project/sub/b.txt';
    const at = (path: string) => disk?.wroteAt(`/home/steady/project${path}`);
    expect([at('/a.txt'), at('/sub/b.txt'), at('/sub'), at('')]).toEqual([[], [b], [b], [b]]);
    const without = await open([handler]);
    await without.session.run(shell('aws get x'));
    await without.session.close();
    expect(seen[1]).toBeUndefined();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
