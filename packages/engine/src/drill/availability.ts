import type { Clock, Drill } from '@steadyhand/contracts';
import { fillTemplate } from '../fill-template.ts';
import { type Prober, probe } from '../probe.ts';

/** Whether something answered while a drill ran; times are on the range's clock. */
export interface Availability {
  name: string;
  asked: number;
  failed: number;
  /** From the first failing answer to the next good one, the longest such span. */
  longestOutageMs: number;
}

export interface Watching {
  /** Stops asking and says what was seen. */
  end(): Promise<Availability[]>;
}

type Watched = Drill['availability'][number];

/** Asks each URL again and again, as a client would, until it is ended. Each is asked one time after another. */
export function watchAvailability(prober: Prober, watched: readonly Watched[], wall: Clock): Watching {
  const ending = new AbortController();
  const signal = AbortSignal.any([prober.signal, ending.signal]);
  const watching = watched.map((one) => watchOne({ ...prober, signal }, one, wall));
  return {
    async end() {
      ending.abort();
      return Promise.all(watching);
    },
  };
}

async function watchOne(prober: Prober, { name, url, everyMs }: Watched, wall: Clock): Promise<Availability> {
  const { signal, clock, target } = prober;
  const seen: Availability = { name, asked: 0, failed: 0, longestOutageMs: 0 };
  const argv = [
    'curl',
    '-s',
    '-o',
    '/dev/null',
    '--max-time',
    '2',
    '-w',
    '%{http_code}',
    fillTemplate(url, target.outputs),
  ];
  let outageSince: number | null = null;
  while (!signal.aborted) {
    const at = clock.now();
    const status = await probe(prober, argv).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
    // What the end of the watch cut off says nothing.
    if (signal.aborted) break;
    const ok = status !== null && /^[23]\d\d$/.test(status);
    seen.asked += 1;
    if (!ok) seen.failed += 1;
    if (!ok) outageSince ??= at;
    if (outageSince !== null) seen.longestOutageMs = Math.max(seen.longestOutageMs, clock.now() - outageSince);
    if (ok) outageSince = null;
    await wall.sleep(everyMs, signal).catch(() => undefined);
  }
  return seen;
}
