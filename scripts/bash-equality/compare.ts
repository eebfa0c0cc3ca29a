/** Whether a session and a real bash did the same with a block. */
import { spawnSync } from 'node:child_process';
import type { ShellBlock } from './blocks.ts';
import type { Bubble } from './bubble.ts';
import { runInSession, type SessionRun } from './in-session.ts';
import type { Outcome, RecordedCall } from './recording.ts';

export const VERDICTS = ['same', 'different', 'refused', 'not comparable', 'not accepted'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Compared {
  block: ShellBlock;
  verdict: Verdict;
  /** Why it is not the same. */
  reason: string;
  /** The same calls, but stages of a pipe that bash runs at the same time came in another order. */
  reordered: boolean;
}

export interface CompareOptions extends Omit<SessionRun, 'workingFolder'> {
  bubble: Bubble;
}

export async function compareBlock(block: ShellBlock, { bubble, ...run }: CompareOptions): Promise<Compared> {
  const result = (verdict: Verdict, reason = '', reordered = false): Compared => ({
    block,
    verdict,
    reason,
    reordered,
  });
  const missing = block.analysis.commands.find(({ program }) => bubble.missing.has(program));
  if (missing) return result('not comparable', `${missing.program} is not on this machine`);
  const { root, project } = bubble.prepare(block);
  try {
    const ours = await runInSession(block, { ...run, workingFolder: project });
    const isRefused = ours.stopped !== null && !ours.endless;
    const theirs = isRefused ? null : await bubble.run(block, root);
    const difference = theirs === null ? ours.stopped : differenceOf(ours, theirs);
    if (difference === null) return result('same');
    if (theirs !== null && /\||<\(/.test(block.text) && differenceOf(sorted(ours), sorted(theirs)) === null) {
      return result('same', '', true);
    }
    const problem = syntaxProblem(block.text);
    if (problem !== null) return result('not accepted', problem);
    return result(isRefused ? 'refused' : 'different', difference);
  } finally {
    bubble.discard(root);
  }
}

function syntaxProblem(text: string): string | null {
  const { status, stderr } = spawnSync('bash', ['--norc', '-n'], { input: text, encoding: 'utf8' });
  return status === 0 ? null : (stderr.split('\n')[0] ?? '');
}

function differenceOf(ours: Outcome, theirs: Outcome): string | null {
  const length = ours.endless || theirs.endless ? Math.min(ours.calls.length, theirs.calls.length) : Infinity;
  if (ours.endless !== theirs.endless) return theirs.endless ? 'only bash has no end' : 'only the session has no end';
  const at = firstDifference(ours.calls.slice(0, length), theirs.calls.slice(0, length));
  if (at !== null) return `call ${at + 1}: ${shown(ours.calls[at])}, in bash ${shown(theirs.calls[at])}`;
  return ours.exitCode === theirs.exitCode ? null : `exit code ${ours.exitCode}, in bash ${theirs.exitCode}`;
}

function firstDifference(ours: readonly RecordedCall[], theirs: readonly RecordedCall[]): number | null {
  for (let i = 0; i < Math.max(ours.length, theirs.length); i += 1) {
    if (JSON.stringify(ours[i]) !== JSON.stringify(theirs[i])) return i;
  }
  return null;
}

function shown(call: RecordedCall | undefined): string {
  if (call === undefined) return 'none';
  const { program, argv, stdin } = call;
  return `${JSON.stringify([program, ...argv])}${stdin === '' ? '' : ` < ${JSON.stringify(stdin)}`}`.slice(0, 300);
}

function sorted(outcome: Outcome): Outcome {
  return { ...outcome, calls: [...outcome.calls].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}
