/**
 * The `aws` of Steadyhand against the installed one, side by side on a range: in a session, over a whole investigation,
 * and as a process of its own.
 *
 * What it does not measure: the network of a real account, where both wait the same for every answer. The installed aws is
 * called directly and not through a version manager's shim where the shim can be seen through.
 */
import { benchProcess } from './aws/process.ts';
import { benchSession } from './aws/session.ts';
import { installedAws, openSite } from './aws/site.ts';

export async function bench(): Promise<void> {
  const aws = installedAws();
  if (aws === null) {
    console.error('There is no aws on PATH: nothing to compare with.');
    process.exitCode = 2;
    return;
  }
  const site = await openSite(aws);
  try {
    await benchSession(site);
    await benchProcess(site);
  } finally {
    await site.close();
  }
}
