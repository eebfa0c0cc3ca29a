import { changesWorld, type CommandIntent, type CommandOutcome, type RunEvent } from '@steadyhand/contracts';
import { formatDuration } from './duration.ts';
import { effectStyle, type Style } from './style.ts';
import { headAndTail, indent } from './text.ts';

export interface EventRenderer {
  event(event: RunEvent): void;
  output(chunk: { stepId: string; stream: 'stdout' | 'stderr'; text: string }): void;
}

const OUTPUT_LINES = 14;

/** Shows a run while it happens, from its events. */
export function createEventRenderer(options: { style: Style; write(text: string): void }): EventRenderer {
  const { style } = options;
  const intents = new Map<string, CommandIntent>();
  let last = '';
  const line = (text: string): void => {
    // What is watched is shown when it moves.
    if (text !== last) options.write(`${text}\n`);
    last = text;
  };
  return {
    event(event) {
      if (event.type === 'command-intent') intents.set(keyOf(event), event);
      if (event.type === 'command-outcome') return line(renderOutcome(event, intents.get(keyOf(event)), style));
      const text = renderEvent(event, style);
      if (text !== '') line(text);
    },
    // What a command prints is shown with its outcome; streams that never end on their own are shown as they come.
    output: () => undefined,
  };
}

function keyOf(event: { lane: string; seq: number }): string {
  return `${event.lane}/${event.seq}`;
}

function renderEvent(event: RunEvent, style: Style): string {
  switch (event.type) {
    case 'run-started':
      return `${style.bold('run')} ${event.runId}  ${event.procedureId}  ${style.dim(
        `${event.mode} in ${event.environment} (${event.account}, ${event.region}) as ${event.by}`,
      )}`;
    case 'parameter-bound':
      return `  ${style.cyan(event.name)} = ${event.value}  ${style.dim(`← ${event.source}`)}`;
    case 'step-started':
      return `\n${style.bold(style.blue('●'))} ${style.bold(event.text)}  ${style.dim(`${event.phase}, line ${event.line}`)}`;
    case 'step-finished':
      return renderStepEnd(event, style);
    case 'approval':
      return event.granted
        ? `  ${style.yellow('✔ approved')} by ${event.by}`
        : `  ${style.red('✘ not approved')} (${event.by})`;
    case 'command-intent':
      return changesWorld(event.effect) ? renderChange(event, style) : '';
    case 'incident-opened':
      return `\n${style.bold(style.red('ALARM'))} ${style.bold(event.alarm)}\n  ${style.dim(event.reason)}\n${style.bold('incident')} ${event.incidentId} opened`;
    case 'recovery-checked':
      return `  ${event.ok ? style.green('✔') : style.yellow('…')} ${event.check}: ${event.detail}`;
    case 'incident-closed':
      return event.recovered
        ? `${style.bold(style.green('RECOVERED'))} ${event.note}`
        : `${style.bold(style.red('NOT RECOVERED'))} ${event.note}`;
    case 'drill-phase':
      return event.phase === 'watch' ? `  ${style.dim(event.text)}` : `${style.bold(event.phase)} ${event.text}`;
    case 'files-written':
      return `  files written in the session: ${event.paths.join(', ')}`;
    default:
      return '';
  }
}

function renderStepEnd(event: Extract<RunEvent, { type: 'step-finished' }>, style: Style): string {
  switch (event.state) {
    case 'failed':
      return `  ${style.red('✘ failed')} ${event.note}`;
    case 'skipped':
      return `  ${style.dim(`– ${event.note}`)}`;
    case 'person':
      return `  ${style.dim(`– ${event.note}`)}`;
    default:
      return '';
  }
}

function renderChange(intent: CommandIntent, style: Style): string {
  const radius = intent.blastRadius === '' ? '' : `: ${style.bold(intent.blastRadius)}`;
  const state = intent.verdict === 'hold' ? 'held' : `allowed by ${intent.approvedBy ?? 'nobody'}`;
  return `  ${effectStyle(style, intent.effect)(intent.effect)}${radius}  ${style.dim(state)}`;
}

function renderOutcome(outcome: CommandOutcome, intent: CommandIntent | undefined, style: Style): string {
  const command = intent ? [intent.program, ...intent.argv.map(shortWord)].join(' ') : '';
  const effect = intent ? effectStyle(style, intent.effect)(intent.effect) : '';
  const state = outcome.state === 'done' ? formatDuration(outcome.durationMs) : style.bold(outcome.state);
  const failed = outcome.exitCode === 0 ? '' : style.red(`  exit ${outcome.exitCode}`);
  const printed = outcome.state === 'held' ? [] : [outcome.stdout, outcome.stderr];
  const output = headAndTail(printed.filter((text) => text.trim() !== '').join('\n'), OUTPUT_LINES);
  const shown = output === '' ? '' : `\n${indent(output, '      ')}`;
  return `  ${style.dim('$')} ${command}  ${style.dim('·')} ${effect} ${style.dim(state)}${failed}${shown}`;
}

/** Words as they would be typed; only what needs quotes gets them. */
function shortWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
