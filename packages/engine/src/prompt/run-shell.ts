import { recordedCalls } from '@steadyhand/shell';
import { conductRun } from '../run.ts';
import type { RunOptions } from '../run-options.ts';
import type { RunReport } from '../run-report.ts';
import { Lines } from './lines.ts';
import type { Prompt } from './prompt.ts';

/** Runs a shell session to its end, and gives its report. */
export function runShell(options: RunOptions, prompt: Prompt): Promise<RunReport> {
  // Numbers of calls, and the tokens made of them, are used once.
  const calls = recordedCalls(options.earlier, 'main').map(({ intent, edit }) => (intent ?? edit)?.seq ?? 0);
  return conductRun(options, {
    replays: false,
    parks: false,
    // What stands on its standard input are the lines of the script.
    asks: !prompt.isScript,
    session: { recovers: true, firstSeq: Math.max(-1, ...calls) + 1 },
    work: (working) => new Lines(working, prompt).work(),
  });
}
