import type { CommandIntent, RunEvent } from '@steadyhand/contracts';
import { type RecordedCall, recordedCalls } from '@steadyhand/shell';

/** A command of which it was decided whether it runs, with its last outcome. */
export type Call = Extract<RecordedCall, { intent: CommandIntent }>;

/** Of all lanes. */
export function callsOf(events: readonly RunEvent[]): Call[] {
  const lanes = new Set(events.flatMap((event) => ('lane' in event ? [event.lane] : [])));
  return [...lanes].flatMap((lane) => recordedCalls(events, lane).filter(isDecided));
}

function isDecided(call: RecordedCall): call is Call {
  return call.intent !== null;
}

/** Whether a command ran to its end and said that it went well. */
export function wentWell({ outcome }: Call): boolean {
  return outcome?.state === 'done' && outcome.exitCode === 0;
}
