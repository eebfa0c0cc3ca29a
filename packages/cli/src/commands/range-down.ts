import { stopRange } from '@steadyhand/range';
import { userFolders } from '../paths.ts';
import { runningRange } from '../running-range.ts';

export async function rangeDown(options: { name?: string }): Promise<number> {
  const { name } = await runningRange(options.name);
  await stopRange({ stateFolder: userFolders().state, name });
  process.stdout.write(`${name} has ended.\n`);
  return 0;
}
