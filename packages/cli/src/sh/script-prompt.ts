/** Lines from standard input, as the prompt of a shell session that nobody watches. */
import { isUnfinished } from '@steadyhand/bash';
import type { LineResult, Prompt, Resumed, Shell } from '@steadyhand/engine';
import { styleFor } from '../render/style.ts';
import { readBuiltin } from './builtins.ts';
import { saidOf, showLineError } from './line-error.ts';
import { renderEffects } from './shell-view.ts';

export interface ScriptPromptOptions {
  /** Lines without their ends. */
  lines: AsyncIterable<string>;
  json: boolean;
}

export class ScriptPrompt implements Prompt {
  readonly isScript = true;
  private readonly lines: AsyncIterator<string>;
  private readonly json: boolean;
  private shell: Shell | null = null;

  constructor({ lines, json }: ScriptPromptOptions) {
    this.lines = lines[Symbol.asyncIterator]();
    this.json = json;
  }

  opened(shell: Shell, _resumed: Resumed | null): void {
    this.shell = shell;
  }

  async next(signal: AbortSignal): Promise<string | null> {
    const block: string[] = [];
    for (;;) {
      const line = await nextUntil(this.lines.next(), signal);
      if (line === null) return block.length > 0 ? block.join('\n') : null;
      block.push(line);
      const text = block.join('\n');
      if (block.length === 1 && line.startsWith(':') && (await this.carryOut(line))) block.pop();
      else if (text.trim() === '') block.pop();
      else if (!isUnfinished(text)) return text;
    }
  }

  ended({ stepId, line, text, exitCode, stdout, stderr, error, commands }: LineResult): void {
    if (this.json) {
      const shown = { step: stepId, line, text, exitCode, stdout, stderr, commands, error: error && saidOf(error) };
      process.stdout.write(`${JSON.stringify(shown)}\n`);
    } else if (error) showLineError(error);
  }

  /** Whether the line was for the prompt and not for the shell. */
  private async carryOut(line: string): Promise<boolean> {
    const builtin = readBuiltin(line);
    if (builtin?.kind === 'note') await this.shell?.note(builtin.text);
    else if (builtin?.kind === 'effect') {
      const effects = (await this.shell?.effectsOf(builtin.text)) ?? [];
      process.stdout.write(
        this.json ? `${JSON.stringify({ effects })}\n` : renderEffects(effects, styleFor(process.stdout)),
      );
    } else return false;
    return true;
  }
}

/** Null at the end, or when the signal aborts. */
async function nextUntil(next: Promise<IteratorResult<string>>, signal: AbortSignal): Promise<string | null> {
  if (signal.aborted) return null;
  let end: () => void = () => undefined;
  const ended = new Promise<null>((resolve) => {
    end = () => resolve(null);
    signal.addEventListener('abort', end, { once: true });
  });
  const result = await Promise.race([next, ended]);
  signal.removeEventListener('abort', end);
  return result === null || result.done ? null : result.value;
}
