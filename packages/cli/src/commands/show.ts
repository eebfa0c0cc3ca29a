import { readRunbook } from '../documents.ts';
import { renderRunbook } from '../render/runbook.ts';
import { styleFor } from '../render/style.ts';

export async function showCommand(name: string, options: { json?: boolean }): Promise<number> {
  const runbook = await readRunbook(name);
  const text = options.json
    ? `${JSON.stringify(runbook, null, 2)}\n`
    : renderRunbook(runbook, { style: styleFor(process.stdout), columns: process.stdout.columns ?? 100 });
  process.stdout.write(text);
  return 0;
}
