/** `npm run test:crash [-- FIRST LAST]`: kills a worker before and after every event of a run, and prints what came of it. */
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
  let wrong = 0;
  let lookedUp = 0;
  let asked = 0;
  for (const point of chosen) {
    const outcome = await killAt(site, point);
    const label = `${String(point.event).padStart(3)} ${point.when.padEnd(6)} ${events[Number(point.event)]}`;
    const problem = problemOf(outcome);
    if (problem !== null) wrong += 1;
    if (outcome.reconciled.some((text) => text.endsWith(HANDLER))) lookedUp += 1;
    else if (outcome.reconciled.length > 0) asked += 1;
    const summary = [`${outcome.lives} lives`, ...outcome.reconciled].join('; ');
    process.stdout.write(`${label.padEnd(66)} ${problem === null ? 'right' : `WRONG: ${problem}`}  ${summary}\n`);
  }
  const seconds = (performance.now() - began) / 1000;
  const kinds = `${lookedUp} with a change that its handler looked up, ${asked} with one that a person was asked about`;
  process.stdout.write(`${chosen.length} points in ${seconds.toFixed(0)} s: ${kinds}; ${wrong} wrong\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  await site.end();
}

function problemOf({ worker, status, happened, problems }: Outcome): string | null {
  if (worker !== 'SIGKILL') return `the worker was not killed, and said ${worker}`;
  if (status !== 'done') return `the run is ${status}`;
  if (!isDeepStrictEqual(happened, DONE)) return `in the range there is ${JSON.stringify(happened)}`;
  return problems.length === 0 ? null : `the record does not verify: ${JSON.stringify(problems)}`;
}
