import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One call of `aws`, as its stand-in on PATH kept it. */
export interface Call {
  argv: string[];
  /** Major version of the real CLI that ran. */
  version: string;
  /** Null when it was ended with the shell that ran it. */
  exitCode: number | null;
  stderr: string;
}

/** Those that were not there before, in their order. */
export async function newCalls(folder: string, seen: Set<string>): Promise<Call[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.argv') && !seen.has(name)).sort();
  for (const name of names) seen.add(name);
  const read = (name: string, kind: string) =>
    readFile(join(folder, name.replace(/argv$/, kind)), 'utf8').catch(() => '');
  return Promise.all(
    names.map(async (name) => {
      const [version = '', ...argv] = (await read(name, 'argv')).split('\0').slice(0, -1);
      const code = await read(name, 'code');
      return { version, argv, exitCode: code === '' ? null : Number(code), stderr: await read(name, 'stderr') };
    }),
  );
}

/** `ecs update-service`, `ecs wait services-stable`. */
export function operationOf({ argv }: Call): string {
  const words = argv.slice(0, argv[1] === 'wait' ? 3 : 2);
  return words.join(' ');
}

/** Follows a log until it is interrupted, which is how it was ended here. */
export function isEndless({ argv }: Call): boolean {
  return argv.includes('--follow');
}

/** Of what the program says of a failure; empty when it did what it should. */
export function failureOf(call: Call): string {
  const { exitCode, stderr } = call;
  const said =
    stderr
      .trim()
      .split('\n')
      .find((line) => line !== '') ?? '';
  // 130 is Ctrl-C, 124 and -2 what `timeout` makes of it.
  if (isEndless(call) && [0, 124, 130].includes(exitCode ?? -1) && !/error occurred/i.test(stderr)) return '';
  if (exitCode === 0) return '';
  return said || `no words, exit code ${exitCode}`;
}
