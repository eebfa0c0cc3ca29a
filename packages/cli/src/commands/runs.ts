import Table from 'cli-table3';
import { openRecord } from '../record.ts';

/** Lists the runs of the record, the newest first. */
export async function runsCommand(options: { json?: boolean }): Promise<number> {
  const record = await openRecord();
  try {
    const runs = await record.store.listRuns();
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ runs }, null, 2)}\n`);
      return 0;
    }
    const table = new Table({
      head: ['run', 'status', 'procedure', 'environment', 'by', 'started'],
      style: { head: [], border: [] },
    });
    for (const run of runs) {
      const started = new Date(run.createdAt).toISOString();
      table.push([run.id, run.status, run.procedureId, run.environment, run.requestedBy, started]);
    }
    process.stdout.write(runs.length === 0 ? 'There are no runs yet.\n' : `${table.toString()}\n`);
    return 0;
  } finally {
    await record.close();
  }
}
