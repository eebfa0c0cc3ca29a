/** What `s3 cp|mv|rm` print, after awscli/customizations/s3/results.py (Apache-2.0); progress is not printed. */
import type { ParsedCommand } from '@steadyhand/aws-catalog';
import type { CommandResult } from '@steadyhand/contracts';
import { EXIT } from '../../failure.ts';
import type { Io } from '../../io.ts';

export class Results {
  #stdout = '';
  #stderr = '';
  #failed = 0;
  #warned = 0;
  readonly #io: Io;
  readonly #shows: { done: boolean; errors: boolean };
  readonly isDry: boolean;

  constructor(parsed: ParsedCommand, { io, streams }: { io: Io; streams: boolean }) {
    const has = (name: string) => parsed.given.some(({ flag }) => flag.name === name);
    this.#io = io;
    this.isDry = has('dryrun');
    this.#shows = { done: !has('quiet') && !has('only-show-errors') && !streams, errors: !has('quiet') };
  }

  /** `what`: `upload: ./a to s3://b/a`. */
  done(what: string): void {
    if (!this.#shows.done) return;
    const line = `${this.isDry ? '(dryrun) ' : ''}${what}\n`;
    this.#stdout += line;
    this.#io.live(line);
  }

  failed(type: string, where: string, reason: string): void {
    this.#failed += 1;
    if (this.#shows.errors) this.#stderr += `${type} failed: ${where} ${reason}\n`;
  }

  warned(message: string): void {
    this.#warned += 1;
    if (this.#shows.errors) this.#stderr += `warning: ${message}\n`;
  }

  /** What could not even begin. */
  fatal(reason: string): void {
    this.#failed += 1;
    this.#stderr += `fatal error: ${reason}\n`;
  }

  result(interrupted: boolean): CommandResult {
    const exitCode = interrupted ? EXIT.interrupted : this.#failed > 0 ? 1 : this.#warned > 0 ? 2 : EXIT.done;
    const stderr = interrupted ? `${this.#stderr}cancelled: ctrl-c received\n` : this.#stderr;
    return { exitCode, stdout: this.#stdout, stderr };
  }
}
