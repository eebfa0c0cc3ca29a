import type { Redactor } from './redact.ts';
import { lengthWithoutUnfinished } from './secret-shapes.ts';

/**
 * Shows output while a command runs, line by line: a secret that comes in two chunks must not slip through. Nor must one
 * of several lines: from where such a one begins, nothing is shown until it is whole.
 */
export class LiveOutput {
  readonly #redactor: Redactor;
  readonly #show: (text: string) => void;
  #shown = '';
  #rest = '';

  constructor(redactor: Redactor, show: (text: string) => void) {
    this.#redactor = redactor;
    this.#show = show;
  }

  write(chunk: string): void {
    this.#rest += chunk;
    const lines = this.#rest.slice(0, this.#rest.lastIndexOf('\n') + 1);
    const end = lengthWithoutUnfinished(lines);
    this.#emit(this.#rest.slice(0, end));
    this.#rest = this.#rest.slice(end);
  }

  /** What was shown is not the beginning of what comes. */
  restart(): void {
    this.#shown = '';
    this.#rest = '';
  }

  /** Shows what the whole output has beyond what was shown. */
  finish(stdout: string): void {
    this.#emit(stdout.startsWith(this.#shown) ? stdout.slice(this.#shown.length) : stdout);
  }

  #emit(text: string): void {
    if (text === '') return;
    this.#shown += text;
    this.#show(this.#redactor.text(text));
  }
}
