import type { Procedure, Runbook } from '@steadyhand/contracts';

const CADENCES: readonly (readonly [string, RegExp])[] = [
  ['daily', /\b(?:daily|every day|morning|nightly|diario)\b/i],
  ['weekly', /\b(?:weekly|every week|monday|tuesday|wednesday|thursday|friday|semanal)\b/i],
  ['monthly', /\b(?:monthly|every month|mid-month|mensual)\b/i],
  ['quarterly', /\b(?:quarterly|every quarter|trimestral)\b/i],
  ['yearly', /\b(?:annual(?:ly)?|yearly|anual)\b/i],
];

/** Procedures that recur, by the cadence in their titles; where the own title has none, in those above. */
export function readSchedules(procedures: readonly Procedure[]): Runbook['schedules'] {
  return procedures.flatMap(({ id, title, line, steps }) => {
    const cadence = cadenceOf(title) ?? cadenceOf(id.split('/').slice(0, -1).join(' ').replaceAll('-', ' '));
    if (cadence === null || steps.length === 0) return [];
    return [{ line, cadence, title, items: steps.map(({ text }) => text) }];
  });
}

function cadenceOf(text: string): string | null {
  return CADENCES.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
