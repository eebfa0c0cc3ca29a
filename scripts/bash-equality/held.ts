/** Which blocks a session of today cannot run, with the handlers that there are and every command held. */
import { loadHandlers } from '../../packages/cli/src/compose.ts';
import type { ShellBlock } from './blocks.ts';
import { runBlock } from './in-session.ts';
import { SECONDS } from './recording.ts';

/** Places (`document:line`) by reason. */
export async function whatCannotRun(blocks: readonly ShellBlock[]): Promise<Map<string, string[]>> {
  const handlers = await loadHandlers();
  const reasons = new Map<string, string[]>();
  for (const block of blocks) {
    const signal = AbortSignal.timeout(SECONDS * 1000);
    const { stopped } = await runBlock(block, { handlers, workingFolder: null, verdict: 'hold', signal });
    if (stopped === null) continue;
    const places = reasons.get(stopped) ?? [];
    places.push(`${block.document}:${block.line}`);
    reasons.set(stopped, places);
  }
  return reasons;
}
