/**
 * Runs every AWS command of realtime-chat's RUNBOOK.md with the real AWS CLI against a range, and prints what became of each.
 *
 *     AWS2_PYTHON=/usr/bin/python3 AWS2_PYTHONPATH=… npx tsx --conditions=@steadyhand/source scripts/aws-runs-runbook.ts [WORD]
 *
 * Needs version 1 of the AWS CLI on PATH and, for `logs tail`, a Python that imports version 2 (the head of
 * record-aws-goldens.ts says how); skips where they are absent. A real bash runs each procedure as it stands; blanks have
 * the values that steadyhand.yaml says. With a word, only procedures with it in their id. What is not AWS (curl, docker,
 * psql, pulumi, redis-cli) is carried out by our own programs, session-manager-plugin by a stand-in; their failures are
 * told and not counted. Ends with 1 when a command was refused, or did not run at all.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Handlers, RangeControl, System } from '@steadyhand/contracts';
import { loadSystem } from '@steadyhand/engine';
import { loadStack, startRange } from '@steadyhand/range';
import { parseRunbook } from '@steadyhand/runbook';
import { installedAws } from '../bench/aws/site.ts';
import { loadGrammars, loadHandlers } from '../packages/cli/src/compose.ts';
import { failureOf, isEndless, newCalls, operationOf } from './aws-runbook/calls.ts';
import { OWN_PROGRAMS, type RealClis, writePathFolder } from './aws-runbook/path-folder.ts';
import { type Person, personAt } from './aws-runbook/person.ts';
import { type Part, partsOf } from './aws-runbook/script-of.ts';

const SYSTEM_FOLDER = fileURLToPath(new URL('../systems/realtime-chat/', import.meta.url));

/** What a person would say. */
const ANSWERS = {
  VERSION: 'echo runbook-1',
  RESTORE_TIME:
    'aws rds describe-db-instances --db-instance-identifier $DB_IDENTIFIER --query "DBInstances[0].LatestRestorableTime" --output text',
};

interface Tally {
  ran: number;
  refused: number;
  missing: number;
}

async function main(): Promise<number> {
  const clis = realClis();
  const system = await loadSystem(SYSTEM_FOLDER);
  if (clis === null || system === null) {
    console.log('skipped: version 1 of the AWS CLI is not on PATH, or AWS2_PYTHON cannot import version 2');
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'aws-runbook-'));
  await chmod(folder, 0o755);
  const [path, calls] = [join(folder, 'bin'), join(folder, 'calls')];
  await writePathFolder(path, calls, clis);
  await symlink(join(SYSTEM_FOLDER, 'services'), join(folder, 'services'));
  const range = await startAt(folder, system);
  try {
    const person = personAt({ system, range: range.description, answers: ANSWERS, cwd: folder, path });
    return await runAll(await parts(system), { person, calls });
  } finally {
    await range.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function realClis(): RealClis | null {
  const aws1 = installedAws();
  const { AWS2_PYTHON: python = '/usr/bin/python3', AWS2_PYTHONPATH: path = '' } = process.env;
  try {
    if (aws1 === null || !/^aws-cli\/1\./.test(execFileSync(aws1, ['--version'], { encoding: 'utf8' }))) return null;
    const version = 'import awscli; print(awscli.__version__)';
    const env = { ...process.env, PYTHONPATH: path };
    if (!execFileSync(python, ['-c', version], { encoding: 'utf8', env, stdio: 'pipe' }).startsWith('2.')) return null;
    return { aws1, aws2: { python, path } };
  } catch {
    return null;
  }
}

async function startAt(folder: string, system: System): Promise<RangeControl> {
  const cacheFolder = fileURLToPath(new URL('../node_modules/.cache/steadyhand-tests', import.meta.url));
  return startRange({
    name: `aws-runbook-${process.pid}`,
    system: system.system,
    systemFolder: SYSTEM_FOLDER,
    stack: await loadStack(join(SYSTEM_FOLDER, 'stack.ts'), { cacheFolder }),
    speed: 1,
    stateFolder: join(folder, 'steadyhand'),
    cacheFolder,
    programs: { names: [...OWN_PROGRAMS], load: () => handlersOn(folder) },
  });
}

/** Our programs, with the folder in which the person stands: docker builds from it. */
async function handlersOn(folder: string): Promise<Handlers> {
  const disk = { root: folder, mount: folder, wroteAt: () => [] };
  const handlers = await loadHandlers();
  return new Map(
    [...handlers].map(([name, handler]) => [
      name,
      { ...handler, run: (call, context) => handler.run(call, { ...context, disk }) },
    ]),
  );
}

async function parts(system: System): Promise<Part[]> {
  const text = await readFile(join(SYSTEM_FOLDER, system.runbook), 'utf8');
  const word = process.argv[2] ?? '';
  return partsOf(parseRunbook(text, { grammars: await loadGrammars() })).filter(({ name }) => name.includes(word));
}

async function runAll(all: readonly Part[], { person, calls }: { person: Person; calls: string }): Promise<number> {
  const seen = new Set<string>();
  const tally: Tally = { ran: 0, refused: 0, missing: 0 };
  for (const part of all) {
    const started = performance.now();
    const ran = await person.run(part.shell, part.key);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`\n${part.name} (${seconds} s, bash ended with ${ran.exitCode})`);
    await printCalls(part, { calls, seen, tally });
    const failures = ran.stderr
      .split('\n')
      .filter((line) => /^(?:bash|curl|docker|psql|pulumi|redis-cli|jq)\b/.test(line));
    for (const line of failures) console.log(`      not AWS: ${line}`);
  }
  const commands = all.reduce((sum, part) => sum + part.commands.length, 0);
  console.log(
    `\n${commands} AWS commands in the runbook; ${tally.ran} calls of the real CLI, ${tally.refused} refused; ${tally.missing} commands did not run`,
  );
  return tally.refused + tally.missing === 0 ? 0 : 1;
}

/** One line a call, and one for each command of the document that no call belongs to. */
async function printCalls(
  part: Part,
  { calls, seen, tally }: { calls: string; seen: Set<string>; tally: Tally },
): Promise<void> {
  const owed = [...part.commands];
  for (const call of await newCalls(calls, seen)) {
    const operation = operationOf(call);
    const at = owed.findIndex((command) => command.operation === operation);
    const line = at === -1 ? '' : `${owed.splice(at, 1)[0]?.line}`;
    const failure = failureOf(call);
    tally.ran += 1;
    if (failure) tally.refused += 1;
    const note = failure || (isEndless(call) ? 'interrupted, as it has no end' : '');
    console.log(
      `  ${line.padStart(4)}  v${call.version}  ${operation.padEnd(50)} ${String(call.exitCode).padStart(4)}  ${note}`,
    );
  }
  for (const { line, operation } of owed) {
    tally.missing += 1;
    console.log(`  ${String(line).padStart(4)}      ${operation.padEnd(50)}    —  did not run`);
  }
}

// Node 20 may spin for ever over handles that it has closed, where it is left to end by itself.
process.exit(await main());
