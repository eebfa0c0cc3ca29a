import type { Runbook } from '@steadyhand/contracts';
import { environmentIn } from './environments.ts';
import type { Material } from './material.ts';

type Window = Runbook['windows'][number];

const SECTION =
  /maintenance windows?|recommended schedule|change (?:freeze|window)|blackout|deployment (?:freeze|windows?)/i;
const LABEL = /\b(?:freeze|blackout|maintenance window|change window|preferred window)\b/i;

/** When to work on a system and when to leave it alone. */
export function readWindows({ items }: Material): Window[] {
  return items.flatMap(({ section, label, text, line, level }) => {
    const promised = SECTION.test(section.title) && (level > 0 || label !== null);
    if (!(promised || (label !== null && LABEL.test(label)))) return [];
    const words = label ?? '';
    const kind = /freeze/i.test(words) ? 'freeze' : /black-?out/i.test(words) ? 'blackout' : 'maintenance';
    const whole = text === '' ? words : text;
    return whole === '' ? [] : [{ line, kind, text: whole, environment: environmentIn(words) }];
  });
}
