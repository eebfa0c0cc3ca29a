import { join } from 'node:path';
import { type Answer, type AskRequest, type Drill, type RangeControl, SteadyError } from '@steadyhand/contracts';
import { createMemoryJournal, type DrillReport, loadDrill, runDrill } from '@steadyhand/engine';
import { bootRange, openSystem, type SystemOnDisk } from '../boot.ts';
import { loadHandlers } from '../compose.ts';
import { interruptSignal } from '../interrupt.ts';
import { renderDrillSummary } from '../render/drill-summary.ts';
import { formatDuration } from '../render/duration.ts';
import { createEventRenderer } from '../render/events.ts';
import { styleFor, terminalColumns } from '../render/style.ts';
import { type LoadedRunbook, loadRunbook } from '../system-folder.ts';
import { targetOfRange } from '../target.ts';
import { createTerminalHost } from '../terminal-host.ts';
import { wallClock } from '../wall-clock.ts';

export async function drillCommand(reference: string, options: { json?: boolean }): Promise<number> {
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
    speed: drill.speed,
    signal,
    onProgress: (text) => say(`  ${style.dim(text)}`),
  });
  try {
    say(`${style.bold('range')} up in ${formatDuration(wallClock.now() - started)}, clock at ${drill.speed}× speed`);
    const report = await drillIn(range, { on, drill, loaded, signal, json: options.json ?? false });
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

async function drillIn(range: RangeControl, { on, drill, loaded, signal, json }: Setting): Promise<DrillReport> {
  const renderer = createEventRenderer({
    style: styleFor(process.stdout),
    columns: terminalColumns(),
    write: (text) => process.stdout.write(text),
  });
  const host = createTerminalHost({
    interactive: false,
    notify: json ? () => undefined : renderer.event,
    answer: (request) => answerFor(drill, request),
  });
  const target = targetOfRange(range.description, on.system);
  return runDrill({
    drill,
    range,
    runbook: loaded.runbook,
    source: { path: loaded.path, revision: loaded.revision },
    system: on.system,
    target,
    handlers: await loadHandlers(),
    env: {},
    host,
    journal: createMemoryJournal(host.notify),
    workingFolder: on.folder,
    signal,
    onOutput: json ? () => undefined : renderer.output,
  });
}

/** What the drill says the person on call would answer. */
function answerFor(drill: Drill, request: AskRequest): Answer | null {
  if (request.kind !== 'person') return null;
  const { by, take } = drill.answers;
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
