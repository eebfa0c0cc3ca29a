import { readFile } from 'node:fs/promises';
import type { CommandHandler, Target } from '@steadyhand/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPrograms } from '../load-programs.ts';
import { testContext } from '../testing.ts';

interface Golden {
  line: string;
  exitCode: number;
  stdout: string;
  stderr: string;
}
const goldens = JSON.parse(
  await readFile(new URL('../../fixtures/names.json', import.meta.url), 'utf8'),
) as readonly Golden[];

let handlers: Map<string, CommandHandler>;
beforeAll(async () => {
  const loaded = await loadPrograms({ machine: {} });
  handlers = new Map(loaded.handlers.map((one) => [one.grammar.program, one]));
});

/** The names that the server of the recording knew. */
const range: Partial<Target> = {
  kind: 'range',
  resolve: (host, port) =>
    /^(?:db|a{10,})\.internal$/.test(host) && port === 5432 ? { host: '127.0.0.1', port: 1 } : null,
};

function handled(line: string) {
  const [program = '', ...argv] = line.split(' ');
  const handler = handlers.get(program);
  if (!handler) throw new RangeError(`${program} has no handler`);
  return { handler, call: { program, argv, stdin: null, unresolved: new Set<number>() } };
}

function run(line: string, target: Partial<Target> = range) {
  const { handler, call } = handled(line);
  return handler.run(call, testContext({ target, now: Date.UTC(2026, 10, 2, 3, 4, 5) }));
}

describe('names of a range, as the real programs print them', () => {
  it.each(goldens)('$line', async ({ line, ...golden }) => {
    const { handler, call } = handled(line);
    expect(handler.refusal?.(call, testContext({ target: range }).target)).toBeNull();
    const { stdout, ...rest } = await run(line);
    const steady = stdout
      .replace(/(?<=, id: )\d+/g, 'ID')
      .replace(/(?<=Query time: )0/g, 'TIME')
      .replace(/(?<=WHEN: )Mon Nov 02 03:04:05 UTC 2026/g, 'DATE');
    expect({ ...rest, stdout: steady }).toEqual(golden);
  });

  it.each([
    ['dig @8.8.8.8 db.internal', 'PROGRAM_NOT_IN_RANGE'],
    ['dig -x 127.0.0.1', 'PROGRAM_NOT_IN_RANGE'],
    ['dig db.internal ANY', 'PROGRAM_NOT_IN_RANGE'],
    ['dig db.internal MX nosuch.internal', 'PROGRAM_NOT_IN_RANGE'],
    ['dig db.internal +noall nosuch.internal', 'PROGRAM_NOT_IN_RANGE'],
    ['dig +trace db.internal', 'PROGRAM_NOT_IN_RANGE'],
    ['dig', 'PROGRAM_NOT_IN_RANGE'],
    ['nslookup db.internal 8.8.8.8', 'PROGRAM_NOT_IN_RANGE'],
    ['nslookup 127.0.0.1', 'PROGRAM_NOT_IN_RANGE'],
    ['nslookup -type=any db.internal', 'PROGRAM_NOT_IN_RANGE'],
    ['host db.internal 8.8.8.8', 'PROGRAM_NOT_IN_RANGE'],
    ['host -a db.internal', 'PROGRAM_NOT_IN_RANGE'],
    ['host 127.0.0.1', 'PROGRAM_NOT_IN_RANGE'],
    // A machine that answers says nothing of what should run behind the name.
    ['ping -c 1 db.internal', 'PROGRAM_REFUSED'],
    ['ping 127.0.0.1', 'PROGRAM_REFUSED'],
    ['ping -f db.internal', 'PROGRAM_REFUSED'],
    ['traceroute db.internal', 'PROGRAM_NOT_IN_RANGE'],
  ])('%s is refused', async (line, code) => {
    await expect(run(line)).rejects.toMatchObject({ code });
  });

  it('are asked for by the installed programs elsewhere', async () => {
    for (const line of ['dig db.internal', 'host db.internal', 'ping db.internal', 'nslookup db.internal'])
      await expect(run(line, {})).rejects.toMatchObject({ code: 'PROGRAM_NOT_INSTALLED' });
  });
});
