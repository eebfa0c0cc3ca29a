/**
 * `npm run test:crash`: kills a worker before and after every event of a run, and prints what came of it. FIRST and LAST as
 * arguments of this module choose among the events.
 */
import { isDeepStrictEqual } from 'node:util';
import { startCrashSite } from './crash-site.ts';
import type { JournalPoint } from './journal-point.ts';
import { killAt, type Outcome, recordPoints } from './kill-at.ts';
import { DONE } from './range-world.ts';

/** The one that can look. */
const HANDLER = 'says aws@1';

const [from = '0', to = '100000'] = process.argv.slice(2);
// The SDK's notice that releases of 2027 need Node 22 is no part of the table.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const site = await startCrashSite();
const began = performance.now();
try {
  const events = await recordPoints(site);
  const points = events.flatMap((_, event): JournalPoint[] => [
    { event, when: 'before' },
    { event, when: 'after' },
  ]);
  const chosen = points.slice(2 * Number(from), 2 * Number(to) + 2);
  const counts = { points: 0, lookedUp: 0, asked: 0, wrong: 0 };
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
  });
  for (const point of chosen) {
    if (interrupted) break;
    const { problem, reconciled, lives } = await tried(point);
    counts.points += 1;
    if (problem !== null) counts.wrong += 1;
    if (reconciled.some((text) => text.endsWith(HANDLER))) counts.lookedUp += 1;
    else if (reconciled.length > 0) counts.asked += 1;
    const label = `${String(point.event).padStart(3)} ${point.when.padEnd(6)} ${events[Number(point.event)]}`;
    const verdict = problem === null ? 'right' : `WRONG: ${problem}`;
    process.stdout.write(`${label.padEnd(66)} ${verdict}  ${[`${lives} lives`, ...reconciled].join('; ')}\n`);
  }
  const { points: tries, lookedUp, asked, wrong } = counts;
  const kinds = `${lookedUp} with a change that its handler looked up, ${asked} with one that a person was asked about`;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(`${tries} points in ${seconds} s: ${kinds}; ${wrong} wrong\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await site.end();
}

async function tried(point: JournalPoint): Promise<Pick<Outcome, 'reconciled' | 'lives'> & { problem: string | null }> {
  try {
    const outcome = await killAt(site, point);
    return { ...outcome, problem: problemOf(outcome) };
  } catch (error) {
    return { problem: String(error), reconciled: [], lives: 0 };
  }
}

function problemOf({ worker, status, happened, problems }: Outcome): string | null {
  if (worker !== 'SIGKILL') return `the worker was not killed, and said ${worker}`;
  if (status !== 'done') return `the run is ${status}`;
  if (!isDeepStrictEqual(happened, DONE)) return `in the range there is ${JSON.stringify(happened)}`;
  return problems.length === 0 ? null : `the record does not verify: ${JSON.stringify(problems)}`;
}
