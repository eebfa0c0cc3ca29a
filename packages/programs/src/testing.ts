/** A session for tests: files in memory, a clock that stands still, names that lead where the test says. */
import type { CommandContext, Target } from '@steadyhand/contracts';

export interface TestSession extends Partial<Omit<CommandContext, 'target'>> {
  target?: Partial<Target>;
  files?: Map<string, Uint8Array>;
  now?: number;
}

export function testContext({ target, files = new Map(), now = 0, ...rest }: TestSession = {}): CommandContext {
  return {
    target: {
      environment: 'test',
      kind: 'aws',
      protection: 'open',
      account: '000000000000',
      region: 'eu-west-1',
      outputs: {},
      resolve: (host, port) => ({ host, port }),
      ...target,
    },
    clock: { now: () => now, sleep: () => Promise.resolve() },
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
    readFile: async (path) => {
      const data = files.get(path);
      if (!data) throw Object.assign(new RangeError(`ENOENT: ${path}`), { code: 'ENOENT' });
      return data;
    },
    writeFile: async (path, data) => void files.set(path, data),
    live: () => {},
    ...rest,
  };
}
