/** A person at a terminal, as the prompt of a shell session. */
import { isUnfinished } from '@steadyhand/bash';
import { changesWorld } from '@steadyhand/contracts';
import type { LineResult, Prompt, Resumed, Shell } from '@steadyhand/engine';
import type { Style } from '../render/style.ts';
import { HELP, readBuiltin } from './builtins.ts';
import type { Completer } from './completion/completer.ts';
import type { History } from './history.ts';
import { type Entered, LineEditor } from './line-editor.ts';
import { showLineError } from './line-error.ts';
import { MORE } from './prompt-text.ts';
import { renderEffects, renderResumed } from './shell-view.ts';

export interface TerminalPromptOptions {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  style: Style;
  /** With colours. */
  prompt: string;
  banner(shell: Shell): string;
  /** What `:env` says. */
  place(): Promise<string>;
  history: History;
  completer(shell: Shell): Completer;
  /** Ends the line that a command left open. */
  freshLine(): void;
}

export class TerminalPrompt implements Prompt {
  readonly isScript = false;
  private readonly options: TerminalPromptOptions;
  private readonly editor: LineEditor;
  private shell: Shell | null = null;
  private completer: Completer | null = null;
  /** What was typed of a block that goes on. */
  private block: string[] = [];
  private interrupts = 0;

  constructor(options: TerminalPromptOptions) {
    this.options = options;
    const { input, output, history } = options;
    const complete = async (line: string): Promise<[string[], string]> =>
      this.completer?.complete([...this.block, line].join('\n')) ?? [[], line];
    this.editor = new LineEditor({ input, output, history: history.lines, complete });
  }

  opened(shell: Shell, resumed: Resumed | null): void {
    const { output, style, banner, completer } = this.options;
    this.shell = shell;
    this.completer = completer(shell);
    output.write(banner(shell));
    if (resumed) output.write(renderResumed(resumed, style));
    process.on('SIGINT', this.interrupt);
  }

  /** To be called when the session is over. */
  close(): void {
    process.off('SIGINT', this.interrupt);
  }

  async next(signal: AbortSignal): Promise<string | null> {
    this.editor.take();
    try {
      for (;;) {
        const text = await this.read(signal);
        if (text === null) return null;
        await this.keep(text);
        const builtin = readBuiltin(text);
        if (builtin !== null) await this.carryOut(builtin);
        else if (text.trim() !== '') return text;
      }
    } finally {
      this.editor.release();
    }
  }

  ended({ error, commands, leaves }: LineResult): void {
    this.options.freshLine();
    this.interrupts = 0;
    if (commands.some(({ effect }) => changesWorld(effect))) this.completer?.forget();
    if (error) {
      if (error.code === 'INTERRUPTED') this.options.output.write('\n');
      else showLineError(error);
      this.dropTypedAhead();
    }
    if (leaves) this.dropTypedAhead();
  }

  /** A block, its builtin among them; null where the person leaves. */
  private async read(signal: AbortSignal): Promise<string | null> {
    this.block = [];
    for (let cleared = 0; ; ) {
      const entered = await this.editor.read(this.block.length === 0 ? this.options.prompt : MORE, signal);
      if (entered.kind === 'line') {
        this.block.push(entered.text);
        const text = this.block.join('\n');
        if (readBuiltin(text) !== null || !isUnfinished(text)) return text;
        cleared = 0;
      } else {
        const wasWaiting = this.block.length > 0;
        this.block = [];
        this.editor.drop();
        if (signal.aborted) return null;
        cleared = this.leaveCount(entered, wasWaiting, cleared);
        if (cleared > 1) return null;
      }
    }
  }

  /** How often somebody asked to leave: Ctrl-D does, and Ctrl-C the second time. */
  private leaveCount(entered: Entered, wasWaiting: boolean, before: number): number {
    const { output, style } = this.options;
    if (entered.kind === 'end') {
      output.write(wasWaiting ? '\n' : 'exit\n');
      return wasWaiting ? 0 : 2;
    }
    if (entered.kind !== 'cleared' || !entered.wasEmpty || wasWaiting) return 0;
    if (before === 0) output.write(style.dim('Ctrl-C again, Ctrl-D or exit leaves.\n'));
    return before + 1;
  }

  private async keep(text: string): Promise<void> {
    const { history } = this.options;
    // A history that cannot be written is no reason to stop.
    await history.keep(text, (line) => this.shell?.holdsSecret(line) ?? false).catch(() => undefined);
  }

  private async carryOut(builtin: NonNullable<ReturnType<typeof readBuiltin>>): Promise<void> {
    const { output, style, place } = this.options;
    switch (builtin.kind) {
      case 'help':
        output.write(HELP);
        return;
      case 'env':
        output.write(await place());
        return;
      case 'note':
        await this.shell?.note(builtin.text);
        return;
      case 'effect':
        output.write(renderEffects((await this.shell?.effectsOf(builtin.text)) ?? [], style));
        return;
      case 'unknown':
        output.write(`There is no ${builtin.name}; :help says what there is.\n`);
    }
  }

  /** Ctrl-C while something runs. */
  private readonly interrupt = (): void => {
    const { output, style } = this.options;
    this.interrupts += 1;
    this.shell?.interrupt({ now: this.interrupts > 1 });
    if (this.interrupts === 2) output.write(style.dim(' cutting it\n'));
  };

  private dropTypedAhead(): void {
    const { output, style } = this.options;
    const dropped = this.editor.drop();
    if (dropped > 0)
      output.write(style.dim(`${dropped} more typed or pasted ${dropped === 1 ? 'line' : 'lines'} not run\n`));
  }
}
