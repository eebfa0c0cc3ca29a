import { type CommandIntent, type CommandOutcome, changesWorld, type RunEvent } from '@steadyhand/contracts';
import { formatDuration } from './duration.ts';
import { effectStyle, type Style } from './style.ts';
import { fit, headAndTail, indent } from './text.ts';

export interface EventRenderer {
  event(event: RunEvent): void;
  output(chunk: { stepId: string; stream: 'stdout' | 'stderr'; text: string }): void;
}

/** To the start of the line before, which is cleared (ECMA-48: CUU, EL). */
const LINE_UP = '\u001b[1A\u001b[2K';
const OUTPUT_LINES = 14;
const OUTPUT_INDENT = '      ';

/** Shows a run while it happens, from its events. A command stands there from its start, with its time once it ends. */
export function createEventRenderer(options: RendererOptions): EventRenderer {
  return new Renderer(options);
}

export interface RendererOptions {
  style: Style;
  /** Width of the terminal, on which what is watched moves in place; null where it is not a terminal. */
  columns: number | null;
  write(text: string): void;
}

class Renderer implements EventRenderer {
  private readonly style: Style;
  private readonly columns: number | null;
  private readonly write: (text: string) => void;
  private readonly intents = new Map<string, CommandIntent>();
  /** The command that runs now and whose line has no end yet. */
  private open: { key: string; streamed: boolean } | null = null;
  /** Text of the last line, while that is of something watched. */
  private watched = '';

  constructor({ style, columns, write }: RendererOptions) {
    this.style = style;
    this.columns = columns;
    this.write = write;
  }

  readonly event = (event: RunEvent): void => {
    if (event.type === 'command-outcome') {
      this.outcome(event);
      return;
    }
    if (event.type === 'drill-phase' && event.phase === 'watch') {
      this.watch(event.text);
      return;
    }
    const text = renderEvent(event, this.style);
    if (text !== '') this.line(text);
    if (event.type === 'command-intent') this.intent(event);
  };

  /** Output while its command still runs. What comes after the end was shown with it. */
  readonly output = (chunk: { text: string }): void => {
    if (this.open === null) return;
    if (!this.open.streamed) this.write('\n');
    this.open.streamed = true;
    this.write(indent(chunk.text, OUTPUT_INDENT));
  };

  private intent(intent: CommandIntent): void {
    const key = keyOf(intent);
    this.intents.set(key, intent);
    this.endLine();
    this.watched = '';
    const { style } = this;
    const effect = effectStyle(style, intent.effect)(intent.effect);
    this.write(`  ${style.dim('$')} ${commandLine(intent)}  ${style.dim('·')} ${effect}`);
    this.open = { key, streamed: false };
  }

  private outcome(outcome: CommandOutcome): void {
    const { style } = this;
    const own = this.open?.key === keyOf(outcome);
    const intent = this.intents.get(keyOf(outcome));
    // Of an earlier life of the run, which showed it then.
    if (!intent) return;
    const streamed = own && this.open?.streamed === true;
    const lead = own && !streamed ? ' ' : `  ${style.dim('$')} ${commandLine(intent)}  `;
    if (!own) this.endLine();
    this.open = null;
    this.write(lead + renderEnd(outcome, style, streamed));
  }

  private line(text: string): void {
    this.endLine();
    this.write(`${text}\n`);
    this.watched = '';
  }

  /** What is watched is shown when it moves; on a terminal in the line where it stood before. */
  private watch(text: string): void {
    if (text === '' || text === this.watched) return;
    this.endLine();
    if (this.columns !== null && this.watched !== '') this.write(LINE_UP);
    this.write(`  ${this.style.dim(fit(text, (this.columns ?? Number.POSITIVE_INFINITY) - 2))}\n`);
    this.watched = text;
  }

  private endLine(): void {
    if (this.open !== null) this.write('\n');
    this.open = null;
  }
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
      return `  ${style.bold('approval needed')} for: ${event.command}\n  ${
        event.granted ? style.yellow('✔ granted') : style.red('✘ not granted')
      } by ${event.by}`;
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
      return event.phase === 'watch'
        ? event.text && `  ${style.dim(event.text)}`
        : `${style.bold(event.phase)} ${event.text}`;
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
  const state = intent.verdict === 'hold' ? `  ${style.dim('held')}` : '';
  return `  ${effectStyle(style, intent.effect)(intent.effect)}${radius}${state}`;
}

function renderEnd(outcome: CommandOutcome, style: Style, streamed: boolean): string {
  const state = outcome.state === 'done' ? formatDuration(outcome.durationMs) : style.bold(outcome.state);
  const failed = outcome.exitCode === 0 ? '' : style.red(`  exit ${outcome.exitCode}`);
  const printed = outcome.state === 'held' || streamed ? [] : [outcome.stdout, outcome.stderr];
  const output = headAndTail(printed.filter((text) => text.trim() !== '').join('\n'), OUTPUT_LINES);
  const shown = output === '' ? '' : `${indent(output, OUTPUT_INDENT)}\n`;
  return `${style.dim(state)}${failed}\n${shown}`;
}

function commandLine({ program, argv }: CommandIntent): string {
  return [program, ...argv.map(shortWord)].join(' ');
}

/** Words as they would be typed; only what needs quotes gets them. */
function shortWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
