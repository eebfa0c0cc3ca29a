import { type RangeDescription, SteadyError } from '@steadyhand/contracts';
import { findRange } from '@steadyhand/range';
import { userFolders } from './paths.ts';

/** The running range of a name; without a name, the one that was started last. Throws `RANGE_NOT_RUNNING`. */
export async function runningRange(name: string | undefined): Promise<RangeDescription> {
  const range = await findRange({ stateFolder: userFolders().state, ...(name === undefined ? {} : { name }) });
  if (range) return range;
  throw new SteadyError('RANGE_NOT_RUNNING', { name: name ?? '' });
}
