import type { Watching } from '@steadyhand/contracts';

/** Until the next Ctrl-C, which ends what is watched and not what it is part of. */
export function beginWatch(): Watching {
  const controller = new AbortController();
  const others = process.listeners('SIGINT');
  const over = (): void => {
    process.off('SIGINT', end);
    for (const other of others.splice(0)) process.on('SIGINT', other);
  };
  const end = (): void => {
    over();
    controller.abort();
  };
  for (const other of others) process.off('SIGINT', other);
  process.on('SIGINT', end);
  return { ended: controller.signal, over };
}
