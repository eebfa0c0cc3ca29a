import { quoteCommand } from '@steadyhand/bash';
import type { AskRequest, CommandIntent, CommandOutcome, Question, RunEvent } from '@steadyhand/contracts';
import { artifactsOf } from '@steadyhand/engine';
import { type Place, placeText } from '../question-view.ts';
import { formatDuration } from './duration.ts';
import { eventLines } from './event-lines.ts';
import { OutputGate, shownOutput } from './output.ts';
import { questionLines } from './question.ts';
import { effectStyle, type Style } from './style.ts';
import { fit, indent } from './text.ts';

export interface EventRenderer {
  event(event: RunEvent): void;
  output(chunk: { stepId: string; stream: 'stdout' | 'stderr'; text: string }): void;
  /** Shows a question that is about to be asked here, where its event was not shown: an earlier life may have had it. */
  question(request: AskRequest): void;
}

export interface RendererOptions {
  style: Style;
  /** Width of the terminal, on which what is watched moves in place; null where it is not a terminal. */
  columns: number | null;
  /** Milliseconds since the epoch, on the wall. */
  now(): number;
  write(text: string): void;
  /** What was kept before. */
  earlier?: readonly RunEvent[];
}

/** To the start of the line before, which is cleared (ECMA-48: CUU, EL). */
const LINE_UP = '\u001b[1A\u001b[2K';
const OUTPUT_INDENT = '      ';
/** Of prose where there is no terminal. */
const COLUMNS = 100;

/** Shows a run while it happens, from its events. A command stands there from its start, with its time once it ends. */
export function createEventRenderer(options: RendererOptions): EventRenderer {
  return new Renderer(options);
}

class Renderer implements EventRenderer {
  private readonly options: RendererOptions;
  private readonly style: Style;
  private readonly write: (text: string) => void;
  private readonly events: RunEvent[];
  private readonly asked = new Set<string>();
  /** The command that runs now and whose line has no end yet; `gate` once it has printed something. */
  private open: { key: string; gate: OutputGate | null } | null = null;
  /** Text of the last line, while that is of something watched. */
  private watched = '';

  constructor(options: RendererOptions) {
    this.options = options;
    this.style = options.style;
    this.write = options.write;
    this.events = [...(options.earlier ?? [])];
  }

  readonly event = (event: RunEvent): void => {
    this.events.push(event);
    if (event.type === 'command-outcome') this.outcome(event);
    else if (event.type === 'drill-phase' && event.phase === 'watch') this.watch(event.text);
    else if (event.type === 'asked') this.ask(event.question, this.place());
    else {
      const text = eventLines(event, this.style);
      if (text !== '') this.line(text);
      if (event.type === 'command-intent') this.intent(event);
    }
  };

  /** Output while its command still runs. What comes after the end was shown with it. */
  readonly output = (chunk: { text: string }): void => {
    if (this.open === null) return;
    if (this.open.gate === null) this.write('\n');
    this.open.gate ??= new OutputGate();
    this.write(indent(this.open.gate.pass(chunk.text), OUTPUT_INDENT));
  };

  readonly question = (request: AskRequest): void => {
    if (!this.asked.has(request.id)) this.ask(request, request);
  };

  private ask(question: Question, place: Place | null): void {
    this.asked.add(question.id);
    const { style, columns, now } = this.options;
    const where = place ? placeText(place) : '';
    this.line(questionLines(question, { style, columns: columns ?? COLUMNS, where, now: now() }).join('\n'));
  }

  private place(): Place | null {
    return this.events.find((event) => event.type === 'run-started') ?? null;
  }

  private intent(intent: CommandIntent): void {
    this.endLine();
    this.watched = '';
    const { style } = this;
    const effect = effectStyle(style, intent.effect)(intent.effect);
    this.write(`  ${style.dim('$')} ${commandLine(intent)}  ${style.dim('·')} ${effect}`);
    this.open = { key: keyOf(intent), gate: null };
  }

  private outcome(outcome: CommandOutcome): void {
    const key = keyOf(outcome);
    const own = this.open?.key === key;
    const intent = this.events.findLast((event) => event.type === 'command-intent' && keyOf(event) === key);
    if (intent?.type !== 'command-intent') return;
    const { style } = this;
    const gate = own ? (this.open?.gate ?? null) : null;
    const lead = own && gate === null ? ' ' : `  ${style.dim('$')} ${commandLine(intent)}  `;
    if (!own) this.endLine();
    this.open = null;
    const output = gate ? gate.end() : outputOf(outcome);
    const shown = output.text === '' ? '' : `${indent(output.text, OUTPUT_INDENT)}\n`;
    const more = output.isWhole ? '' : `${OUTPUT_INDENT}${style.dim(this.whereTheRestIs(intent))}\n`;
    const end = endOf(outcome, style);
    this.write(gate ? `${shown}${more}${lead}${end}\n` : `${lead}${end}\n${shown}${more}`);
  }

  /** Of an output that has just been kept: the last artifact of its step. */
  private whereTheRestIs({ runId, stepId }: CommandIntent): string {
    const artifact = artifactsOf(this.events).findLast((one) => one.kind === 'output' && one.stepId === stepId);
    return `all of it: ${quoteCommand('steady', ['artifacts', runId, ...(artifact ? [artifact.name] : [])])}`;
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
    const { columns } = this.options;
    if (columns !== null && this.watched !== '') this.write(LINE_UP);
    this.write(`  ${this.style.dim(fit(text, (columns ?? Number.POSITIVE_INFINITY) - 2))}\n`);
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

function endOf(outcome: CommandOutcome, style: Style): string {
  const state = outcome.state === 'done' ? formatDuration(outcome.durationMs) : style.bold(outcome.state);
  return `${style.dim(state)}${outcome.exitCode === 0 ? '' : style.red(`  exit ${outcome.exitCode}`)}`;
}

function outputOf(outcome: CommandOutcome) {
  const printed = outcome.state === 'held' ? [] : [outcome.stdout, outcome.stderr];
  return shownOutput(printed.filter((text) => text.trim() !== '').join('\n'));
}

function commandLine({ program, argv }: CommandIntent): string {
  return [program, ...argv.map(shortWord)].join(' ');
}

/** Words as they would be typed; only what needs quotes gets them. */
function shortWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
