import { SteadyError } from '@steadyhand/contracts';

/** One thing that a run needs: there, doubtful, or missing. */
export interface Finding {
  what: string;
  state: 'ok' | 'doubtful' | 'stops';
  detail: string;
  /** What to do; empty where nothing is to be done. */
  remedy: string;
}

export const ok = (what: string, detail: string): Finding => ({ what, state: 'ok', detail, remedy: '' });

export const doubtful = (what: string, detail: string, remedy: string): Finding => ({
  what,
  state: 'doubtful',
  detail,
  remedy,
});

export const stops = (what: string, detail: string, remedy: string): Finding => ({
  what,
  state: 'stops',
  detail,
  remedy,
});

/** What `look` finds; that it failed, with the error's own words, where it does. */
export async function examine(what: string, look: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof SteadyError) return [stops(what, `${error.code}: ${error.message}`, error.hint)];
    return [stops(what, error instanceof Error ? error.message : String(error), '')];
  }
}
