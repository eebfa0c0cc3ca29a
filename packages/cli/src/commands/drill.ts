import { join } from 'node:path';
import {
  type Answer,
  type AskRequest,
  type Drill,
  type RangeControl,
  type RunEvent,
  SteadyError,
} from '@steadyhand/contracts';
import { createMemoryJournal, type DrillReport, loadDrill, postmortem, runDrill } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { bootRange, openSystem, type SystemOnDisk } from '../boot.ts';
import { loadHandlers } from '../compose.ts';
import { type LoadedRunbook, loadRunbook } from '../documents.ts';
import { interruptSignal } from '../interrupt.ts';
import { standardRenderer } from '../live-view.ts';
import { renderDrillSummary } from '../render/drill-summary.ts';
import { formatDuration } from '../render/duration.ts';
import { styleFor } from '../render/style.ts';
import { targetOfRange } from '../target.ts';
import { createTerminalHost } from '../terminal-host.ts';
import { wallClock } from '../wall-clock.ts';
import { writeOutput } from '../write-output.ts';

export interface DrillOptions {
  /** File for the post-incident report. */
  report?: string;
  json?: boolean;
}

export async function drillCommand(reference: string, options: DrillOptions): Promise<number> {
  const { systemName, drillId } = splitReference(reference);
  const on = await openSystem(systemName);
  const drill = await loadDrill(on.folder, drillId);
  const loaded = await loadRunbook(join(on.folder, on.system.runbook));
  const signal = interruptSignal();
  const started = wallClock.now();
  const say = options.json ? () => undefined : (text: string) => void process.stdout.write(`${text}\n`);
  const style = styleFor(process.stdout);
  say(`${style.bold(`${on.system.system}/${drillId}`)}  ${drill.title}\n`);
  const range = await bootRange(on, {
    name: `drill-${on.system.system}-${process.pid}`,
    stack: drill.stack,
    speed: drill.speed,
    signal,
    onProgress: (text) => say(`  ${style.dim(text)}`),
  });
  try {
    say(`${style.bold('range')} up in ${formatDuration(wallClock.now() - started)}, clock at ${drill.speed}× speed`);
    const { report, events } = await drillIn(range, { on, drill, loaded, signal, json: options.json ?? false });
    if (options.report !== undefined) await writeReport(options.report, { report, events, loaded });
    const columns = process.stdout.columns ?? 120;
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else say(renderDrillSummary(report, { style, columns }));
    return report.passed ? 0 : 1;
  } finally {
    const stopping = wallClock.now();
    await range.stop();
    say(
      style.dim(
        `range ended in ${formatDuration(wallClock.now() - stopping)}, ${formatDuration(wallClock.now() - started)} in all`,
      ),
    );
  }
}

interface Setting {
  on: SystemOnDisk;
  drill: Drill;
  loaded: LoadedRunbook;
  signal: AbortSignal;
  json: boolean;
}

interface Drilled {
  report: DrillReport;
  events: readonly RunEvent[];
}

async function writeReport(
  file: string,
  { report, events, loaded }: Drilled & { loaded: LoadedRunbook },
): Promise<void> {
  const { runbook } = loaded;
  const procedure = findProcedure(runbook, report.runs[0]?.procedure ?? '');
  await writeOutput(postmortem({ events, runbook, procedure }), file);
}

async function drillIn(range: RangeControl, { on, drill, loaded, signal, json }: Setting): Promise<Drilled> {
  const renderer = standardRenderer();
  const host = createTerminalHost({
    person: null,
    notify: json ? () => undefined : renderer.event,
    answer: (request) => answerFor(drill, request),
  });
  const target = targetOfRange(range.description, on.system);
  const journal = createMemoryJournal(host.notify);
  const report = await runDrill({
    drill,
    range,
    runbook: loaded.runbook,
    source: { path: loaded.path, revision: loaded.revision },
    system: on.system,
    target,
    handlers: await loadHandlers(on.system.effects),
    env: {},
    host,
    journal,
    workingFolder: on.folder,
    signal,
    onOutput: json ? () => undefined : renderer.output,
  });
  return { report, events: await journal.events() };
}

/** What the drill says the person on call would answer. */
function answerFor(drill: Drill, request: AskRequest): Answer | null {
  const { by: name, approve, take, say } = drill.answers;
  const by = { name, source: 'login' as const };
  if (request.kind === 'approval') {
    return approve.some((part) => request.command.includes(part)) ? { value: 'approve', by } : null;
  }
  if (request.kind === 'input') {
    const asked = `${request.text} ${request.name}`.toLowerCase();
    const said = Object.entries(say).find(([part]) => asked.includes(part.toLowerCase()));
    return said ? { value: said[1], by } : null;
  }
  if (request.kind !== 'person') return null;
  if (request.choices.includes('done')) return { value: 'done', by };
  if (!request.choices.includes('take')) return null;
  const taken = take.some((part) => request.text.toLowerCase().includes(part.toLowerCase()));
  return { value: taken ? 'take' : 'skip', by };
}

function splitReference(reference: string): { systemName: string; drillId: string } {
  const slash = reference.lastIndexOf('/');
  if (slash > 0) return { systemName: reference.slice(0, slash), drillId: reference.slice(slash + 1) };
  throw new SteadyError('DRILL_NOT_FOUND', { system: reference, drill: '', known: 'name one as SYSTEM/DRILL' });
}
