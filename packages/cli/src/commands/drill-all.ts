import { spawn } from 'node:child_process';
import { SteadyError } from '@steadyhand/contracts';
import { type DrillReport, listDrills } from '@steadyhand/engine';
import { openSystem } from '../boot.ts';
import { interruptSignal } from '../interrupt.ts';
import { type DrillOutcome, renderDrillTable } from '../render/drill-table.ts';
import { formatDuration } from '../render/duration.ts';
import { styleFor } from '../render/style.ts';
import { wallClock } from '../wall-clock.ts';
import { writeOutput } from '../write-output.ts';

export interface DrillAllOptions {
  jobs: number;
  /** File that keeps the outcomes. */
  results?: string;
  json?: boolean;
}

/** Every drill of a system, each in a process and a range of its own. */
export async function drillAllCommand(systemName: string, { jobs, results, json }: DrillAllOptions): Promise<number> {
  const { folder, system } = await openSystem(systemName);
  const drills = await listDrills(folder);
  if (drills.length === 0)
    throw new SteadyError('DRILL_NOT_FOUND', { system: system.system, drill: '', known: 'none' });
  const signal = interruptSignal();
  const style = styleFor(process.stdout);
  const say = json ? () => undefined : (text: string) => void process.stdout.write(`${text}\n`);
  const started = wallClock.now();
  say(`${drills.length} drills of ${style.bold(system.system)}, ${jobs} at a time`);
  const waiting = [...drills];
  const outcomes: DrillOutcome[] = [];
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift()) {
      const outcome = await drillInProcess(folder, id);
      outcomes.push(outcome);
      const verdict = outcome.passed ? style.green('passed') : style.red('FAILED');
      say(`  ${verdict}  ${id}  ${style.dim(formatDuration(outcome.wallMs))}  ${outcome.reason}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  if (signal.aborted) throw new SteadyError('INTERRUPTED');
  outcomes.sort((a, b) => a.id.localeCompare(b.id));
  if (results !== undefined) await writeOutput(`${JSON.stringify(outcomes.map(lasting), null, 2)}\n`, results);
  if (json) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  else say(renderDrillTable(outcomes, style));
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  say(`${passed} of ${outcomes.length} passed in ${formatDuration(wallClock.now() - started)}`);
  return passed === outcomes.length ? 0 : 1;
}

/** What is worth keeping of an outcome: its times, and which of the runbook's commands ran. */
function lasting({ report, ...outcome }: DrillOutcome): object {
  if (!report) return outcome;
  const { kind, alarm, detected, mitigated, recovered, provider, availability, data, runs } = report;
  const commands = runs.flatMap(({ steps }) => steps).flatMap((step) => step.commands);
  return {
    ...outcome,
    ...{ kind, alarm, detected, mitigated, recovered, provider, availability, data },
    procedures: runs.map(({ procedure }) => procedure),
    commands: commands.map(({ line, program, operation, state }) => ({ line, command: operation ?? program, state })),
  };
}

async function drillInProcess(folder: string, id: string): Promise<DrillOutcome> {
  const started = wallClock.now();
  const { stdout, stderr } = await steady(['drill', `${folder}/${id}`, '--json']);
  const end = { id, at: new Date(started).toISOString(), wallMs: wallClock.now() - started };
  const said = readAnswer(stdout);
  if (said && !('error' in said)) return { ...end, passed: said.passed, reason: said.reason, report: said };
  return {
    ...end,
    passed: false,
    reason: said?.error.message ?? (stderr.trim() || 'it ended without a word'),
    report: null,
  };
}

/** The report, or the error that there is in its place; null where neither was printed. */
function readAnswer(stdout: string): DrillReport | { error: { message: string } } | null {
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}

/** Runs this same program. Ctrl-C reaches it as well, since it is of the same terminal. */
function steady(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const [node = '', main = ''] = process.argv;
  const child = spawn(node, [...process.execArgv, main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve({ stdout, stderr }));
  });
}
