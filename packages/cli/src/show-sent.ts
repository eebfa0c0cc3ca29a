import { styleFor } from './render/style.ts';
import type { Asking, Sent } from './send-answer.ts';

/** Says what was sent, and what happens next; gives the exit code. */
export function showSent(sent: Sent, { run, question }: Asking, options: { json?: boolean }): number {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ runId: run.id, questionId: question.id, ...sent }, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(`${sentLine(sent)}\n${sent.missing > 0 ? '' : `${nextOf(sent, run)}\n`}`);
  return 0;
}

/** What was sent, and whether more is needed. */
function sentLine({ value, by, missing }: Sent): string {
  const style = styleFor(process.stdout);
  const more = missing === 1 ? ' 1 more approval is needed.' : ` ${missing} more approvals are needed.`;
  return `${style.green('✔')} ${style.bold(value)}, sent by ${by}.${missing > 0 ? more : ''}`;
}

function nextOf({ worker }: Sent, { id, environment }: Asking['run']): string {
  if (worker !== null) return `Worker ${worker} goes on with it: steady run ${id} --attach shows it.`;
  return `No worker is on ${environment}: steady resume ${id} goes on with it here.`;
}
