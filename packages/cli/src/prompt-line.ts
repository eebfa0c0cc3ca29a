import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Question } from '@steadyhand/contracts';
import type { Reply } from './prompts.ts';

type Line = Extract<Question, { kind: 'input' }>;

/** A line of input as a shell reads it: Enter alone is an empty one, Ctrl-D the end. Null where it was left, or taken away. */
export function promptLine({ isSecret }: Line, signal?: AbortSignal): Promise<Reply | null> {
  const screen = process.stderr;
  const output = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : screen;
  return new Promise((resolve) => {
    const readline = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
    let isOver = false;
    const settle = (reply: Reply | null, isTyped: boolean): void => {
      if (isOver) return;
      isOver = true;
      signal?.removeEventListener('abort', leave);
      readline.close();
      if (isSecret || !isTyped) screen.write('\n');
      resolve(reply);
    };
    const leave = (): void => settle(null, false);
    readline.on('line', (value) => settle({ value, reason: '' }, true));
    readline.on('SIGINT', leave);
    readline.on('close', () => settle({ value: '', reason: '', end: true }, false));
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
    else if (isSecret) screen.write('  > ');
    else {
      readline.setPrompt('  > ');
      readline.prompt();
    }
  });
}
