import { renderRunFacts } from '../render/run-facts.ts';
import { styleFor } from '../render/style.ts';
import { runFacts } from '../run-facts.ts';
import { wallClock } from '../wall-clock.ts';
import { withRecord } from '../with-record.ts';

const COLUMNS = 100;

/** Shows one run: its steps, what it asks, what it holds, and what to type next. */
export async function runDetailCommand(runId: string, options: { json?: boolean }): Promise<number> {
  const facts = await withRecord((record) => runFacts(record, runId));
  const view = { style: styleFor(process.stdout), columns: process.stdout.columns ?? COLUMNS, now: wallClock.now() };
  process.stdout.write(options.json ? `${JSON.stringify(facts, null, 2)}\n` : renderRunFacts(facts, view));
  return 0;
}
