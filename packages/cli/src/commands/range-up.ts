import { bootRange, openSystem } from '../boot.ts';
import { interruptSignal } from '../interrupt.ts';
import { formatDuration } from '../render/duration.ts';
import { styleFor } from '../render/style.ts';
import { wallClock } from '../wall-clock.ts';

export interface RangeUpOptions {
  name?: string;
  stack?: string;
  port?: number;
  speed: number;
}

export async function rangeUp(systemName: string, options: RangeUpOptions): Promise<number> {
  const on = await openSystem(systemName);
  const signal = interruptSignal();
  const style = styleFor(process.stdout);
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const started = wallClock.now();
  const range = await bootRange(on, { ...options, signal, onProgress: (text) => say(`  ${style.dim(text)}`) });
  try {
    const { name, urls, endpoint } = range.description;
    say(`\n${style.bold(`${name} is up`)} (${formatDuration(wallClock.now() - started)})\n`);
    for (const { what, url } of urls) say(`  ${what.padEnd(28)} ${style.cyan(url)}`);
    say(`  ${'AWS endpoint'.padEnd(28)} ${style.cyan(endpoint)}`);
    say(`\n  In another terminal: ${style.bold('eval "$(steady range env)"')}, then use aws as usual.`);
    say('  Ctrl-C ends the range.\n');
    await aborted(signal);
  } finally {
    const stopping = wallClock.now();
    await range.stop();
    say(style.dim(`range ended in ${formatDuration(wallClock.now() - stopping)}`));
  }
  return 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
