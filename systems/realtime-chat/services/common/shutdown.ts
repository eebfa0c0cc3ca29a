/** Stop accepting, finish what is under way, exit. */
import { type Logger, reasonOf } from './log.ts';

/** The platform sends SIGKILL some seconds after SIGTERM; exit before it does. */
const DRAIN_LIMIT_MS = 20_000;

/** Runs `stop` once at SIGTERM or SIGINT, then ends the process: 0 when drained, 1 when that failed or took too long. */
export function onTerminate(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const terminate = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    setTimeout(() => {
      log.error('draining took too long', { limitMs: DRAIN_LIMIT_MS });
      process.exit(1);
    }, DRAIN_LIMIT_MS).unref();
    stop().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error('stopping failed', { reason: reasonOf(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', terminate);
  process.on('SIGINT', terminate);
}
