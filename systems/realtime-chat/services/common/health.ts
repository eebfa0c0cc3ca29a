/** Health by really using what the service needs. */
import { reasonOf } from './log.ts';

export interface Health {
  status: 'ok' | 'unhealthy';
  checks: Record<string, { ok: boolean; ms: number; reason?: string }>;
}

export type Checks = Record<string, () => Promise<unknown>>;

/** Runs all checks at once; one that takes longer than `timeoutMs` has failed. */
export async function checkHealth(checks: Checks, timeoutMs = 2_000): Promise<Health> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check, timeoutMs)] as const),
  );
  const ok = results.every(([, result]) => result.ok);
  return { status: ok ? 'ok' : 'unhealthy', checks: Object.fromEntries(results) };
}

async function runCheck(check: () => Promise<unknown>, timeoutMs: number): Promise<Health['checks'][string]> {
  const started = performance.now();
  const elapsed = () => Math.round((performance.now() - started) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([check(), timeout]);
    return { ok: true, ms: elapsed() };
  } catch (error) {
    return { ok: false, ms: elapsed(), reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
