import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { until } from '../testing/fixture-range.ts';
import { openTerminal } from './terminal.ts';

async function shell(script: string, loadPty?: () => Promise<null>) {
  let text = '';
  let ended = false;
  const terminal = await openTerminal(
    {
      command: ['/bin/sh', '-c', script],
      cwd: tmpdir(),
      env: { PATH: '/usr/bin:/bin' },
      onOutput: (data) => {
        text += Buffer.from(data).toString('utf8');
      },
      onExit: () => {
        ended = true;
      },
    },
    loadPty,
  );
  return { terminal, text: () => text, hasEnded: () => ended };
}

test('without the optional package a shell has pipes, and says so', async () => {
  const { terminal, text, hasEnded } = await shell('tty; read line; echo "got $line"', async () => null);
  terminal.write(Buffer.from('fish\n'));
  await until(hasEnded, Boolean);
  expect(text()).toMatch(/has pipes and no terminal.*not a tty\ngot fish\n$/s);
});

test.each([undefined, async () => null])('what runs in it ends when it is hung up', async (loadPty) => {
  const { terminal, text, hasEnded } = await shell('echo here; exec sleep 100', loadPty);
  await until(text, (printed) => printed.includes('here'));
  terminal.hangUp();
  await until(hasEnded, Boolean);
});

test('a program that is not there cannot be started', async () => {
  const nothing = { command: ['/nowhere'] as const, cwd: '/', env: {}, onOutput: () => {}, onExit: () => {} };
  await expect(openTerminal(nothing, async () => null)).rejects.toThrow('ENOENT');
});
