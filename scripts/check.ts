/**
 * Everything that must hold before a change is good, in one command: `npm run check`. CI runs the same.
 * The first four parts share two cores; the tests, which start servers and processes, run alone.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

interface Part {
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** Whether the end of the output is shown when all is well too. */
  summary?: RegExp;
}

const root = resolve(import.meta.dirname, '..');

const TYPES: Part = { name: 'types', command: ['tsc', '--noEmit'] };
const LINT: Part = { name: 'lint', command: ['biome', 'check', '--error-on-warnings', '.'] };
const TIDY: Part = { name: 'tidy', command: ['tsx', 'scripts/tidy.ts'] };
const DOCS: Part = { name: 'docs', command: ['tsx', '--conditions=@steadyhand/source', 'scripts/docs.ts', '--check'] };
const TESTS: Part = { name: 'tests', command: ['vitest', 'run'], summary: /^\s*(Test Files|Tests|Duration) / };

const early = await Promise.all([inOrder([TYPES]), inOrder([LINT, TIDY, DOCS])]);
const late = await inOrder([TESTS]);
process.exitCode = [...early.flat(), ...late].every((good) => good) ? 0 : 1;

async function inOrder(parts: readonly Part[]): Promise<boolean[]> {
  const results: boolean[] = [];
  for (const part of parts) results.push(await passes(part));
  return results;
}

async function passes({ name, command, summary }: Part): Promise<boolean> {
  const start = performance.now();
  const { good, output } = await run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name.padEnd(5)} ${seconds.padStart(6)} s`);
  if (!good) console.log(output);
  else if (summary)
    console.log(
      output
        .split('\n')
        .filter((line) => summary.test(line))
        .join('\n'),
    );
  return good;
}

function run([program, ...args]: Part['command']): Promise<{ good: boolean; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(resolve(root, 'node_modules/.bin', program), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ good: code === 0, output: Buffer.concat(output).toString() }));
  });
}
