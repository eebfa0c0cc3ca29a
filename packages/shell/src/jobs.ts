/**
 * Commands in the background. A run can only be gone through again in one order, so they are carried out where they stand;
 * `$!` and `wait` know them by the numbers and the statuses that they had. (Bash Reference Manual, 7.2, wait.)
 */
import { type CustomCommand, defineCommand, type ExecResult } from 'just-bash';
import { JOB_DONE, JOB_WAIT, LAST_JOB } from './job-words.ts';

/** The first number. There are no processes: it is the same in every life of the run. */
const FIRST = 1001;
const UNKNOWN_JOB = 127;

export class Jobs {
  readonly #statuses = new Map<number, number>();
  /** Those that nobody has waited for, the oldest first. */
  readonly #left: number[] = [];
  #next = FIRST;
  /** Whether it was said what becomes of the background. */
  isKnown = false;

  add(status: number): number {
    const job = this.#next++;
    this.#statuses.set(job, status);
    this.#left.push(job);
    return job;
  }

  waitForAll(): void {
    this.#statuses.clear();
    this.#left.length = 0;
  }

  /** Null where there is none. */
  waitForNext(): number | null {
    const [job] = this.#left;
    return job === undefined ? null : this.waitFor(job);
  }

  /** Null where there is none of this number. */
  waitFor(job: number): number | null {
    const at = this.#left.indexOf(job);
    if (at !== -1) this.#left.splice(at, 1);
    return this.#statuses.get(job) ?? null;
  }
}

export interface JobsHost {
  jobs: Jobs;
  /** Says something besides the output. */
  say(text: string): void;
}

export function jobCommands({ jobs, say }: JobsHost): CustomCommand[] {
  return [
    defineCommand(JOB_DONE, async ([status], { assignShellVariable }) => {
      if (!jobs.isKnown) say('in the background here means: at once, and what follows waits for it\n');
      jobs.isKnown = true;
      await assignShellVariable?.(LAST_JOB, String(jobs.add(Number(status))));
      return exit(0);
    }),
    defineCommand(JOB_WAIT, async (words) => wait(jobs, words)),
  ];
}

function wait(jobs: Jobs, words: readonly string[]): ExecResult {
  if (words.length === 0) {
    jobs.waitForAll();
    return exit(0);
  }
  if (words[0] === '-n' && words.length === 1) return exit(jobs.waitForNext() ?? UNKNOWN_JOB);
  let result = exit(0);
  for (const word of words) {
    const status = /^\d+$/.test(word) ? jobs.waitFor(Number(word)) : null;
    result = status === null ? unknown(word) : exit(status);
  }
  return result;
}

function exit(exitCode: number): ExecResult {
  return { stdout: '', stderr: '', exitCode };
}

function unknown(word: string): ExecResult {
  return { ...exit(UNKNOWN_JOB), stderr: `bash: wait: pid ${word} is not a child of this shell\n` };
}
