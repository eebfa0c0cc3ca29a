/** What a person at the prompt sees of a shell session besides the output of commands. */
import { quoteCommand } from '@steadyhand/bash';
import {
  type AskRequest,
  type CommandIntent,
  type CommandOutcome,
  changesWorld,
  type RunEvent,
} from '@steadyhand/contracts';
import type { CommandEffect, Resumed } from '@steadyhand/engine';
import { placeText } from '../question-view.ts';
import { formatDuration } from '../render/duration.ts';
import { eventLines } from '../render/event-lines.ts';
import type { EventRenderer } from '../render/events.ts';
import { questionLines } from '../render/question.ts';
import { effectStyle, type Style } from '../render/style.ts';

export interface ShellViewOptions {
  style: Style;
  columns: number;
  now(): number;
  write(text: string): void;
}

/** Output as it comes, and for what is no read: what is asked, what was said, and what became of it. */
export function createShellView(options: ShellViewOptions): EventRenderer & { freshLine(): void } {
  return new ShellView(options);
}

/** Who typed a line knows that it began, and sees that it ended. */
const UNSEEN: ReadonlySet<RunEvent['type']> = new Set([
  ...(['run-started', 'step-started', 'step-finished', 'asked', 'files-written', 'artifact', 'run-finished'] as const),
]);

class ShellView implements EventRenderer {
  private readonly options: ShellViewOptions;
  private readonly intents = new Map<string, CommandIntent>();
  /** The command that somebody just approved. */
  private approved = '';
  private atLineStart = true;

  constructor(options: ShellViewOptions) {
    this.options = options;
  }

  readonly output = ({ text }: { text: string }): void => this.write(text);

  readonly question = (request: AskRequest): void => {
    const { style, columns, now } = this.options;
    this.line(questionLines(request, { style, columns, where: placeText(request), now: now() }).join('\n'));
  };

  readonly event = (event: RunEvent): void => {
    if (UNSEEN.has(event.type)) return;
    if (event.type === 'command-intent') this.intent(event);
    else if (event.type === 'command-outcome') this.outcome(event);
    else {
      if (event.type === 'approval')
        this.approved = event.granted && event.questionId !== undefined ? event.command : '';
      const text = eventLines(event, this.options.style);
      if (text !== '') this.line(text);
    }
  };

  /** What a command left without a line end must not be written over by the prompt. */
  freshLine(): void {
    if (!this.atLineStart) this.write('\n');
  }

  private intent(intent: CommandIntent): void {
    const { style } = this.options;
    if (!changesWorld(intent.effect) || intent.verdict === 'refuse' || intent.verdict === 'skip') return;
    if (intent.verdict === 'run') this.intents.set(`${intent.lane}/${intent.seq}`, intent);
    const command = quoteCommand(intent.program, intent.argv);
    // What was asked for stands above, in full.
    if (command !== this.approved) this.line(`  ${style.dim('$')} ${command}\n${eventLines(intent, style)}`);
    this.approved = '';
  }

  /** Of a change that ran: its output follows. */
  private outcome({ lane, seq, state, exitCode, durationMs }: CommandOutcome): void {
    const intent = this.intents.get(`${lane}/${seq}`);
    if (!intent || state !== 'done') return;
    const exit = exitCode === 0 ? '' : `, exit ${exitCode}`;
    this.line(`  ${this.options.style.dim(`${intent.effect} done in ${formatDuration(durationMs)}${exit}`)}`);
  }

  private line(text: string): void {
    this.freshLine();
    this.write(`${text}\n`);
  }

  private write(text: string): void {
    if (text === '') return;
    this.atLineStart = text.endsWith('\n');
    this.options.write(text);
  }
}

/** What `:effect` says. */
export function renderEffects(effects: readonly CommandEffect[], style: Style): string {
  if (effects.length === 0) return 'There is no command in it.\n';
  const blocks = effects.map(({ command, effect, reason, resources, verdict, rule, open }) => {
    const lines = [`  ${command}`, `    ${effectStyle(style, effect)(effect)}: ${reason}`];
    if (resources.length > 0) lines.push(`    touches ${resources.map(({ type, id }) => `${type} ${id}`).join(', ')}`);
    if (open.length > 0) lines.push(`    ${style.dim(`known when it runs: ${open.join(', ')}`)}`);
    lines.push(`    ${style.bold(VERDICTS[verdict])} ${style.dim(`(${rule})`)}`);
    return lines.join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

const VERDICTS: Record<CommandEffect['verdict'], string> = {
  run: 'would run at once',
  ask: 'would be shown first, and asked for',
  hold: 'would be held',
  refuse: 'would be refused',
  skip: 'would be left out',
};

/** What a later process must say of an earlier one. */
export function renderResumed({ lines, unknown }: Resumed, style: Style): string {
  const one = lines === 1 ? '1 line' : `${lines} lines`;
  return [
    `${style.bold('resumed')}: ${one} of before are in the record, and none of them runs again.`,
    'Variables, functions, the folder and files of that session are gone with its process; what is set again here counts.',
    ...unknown.map((command) => `${style.red('not known whether it was carried out:')} ${command}`),
    ...(unknown.length > 0 ? ['Look at what these were to change before you do it again.'] : []),
    '',
  ].join('\n');
}
