import type { Runbook } from '@steadyhand/contracts';
import { environmentIn } from './environments.ts';
import type { Material } from './material.ts';

type Window = Runbook['windows'][number];

const SECTION =
  /maintenance windows?|recommended schedule|change (?:freeze|window)|blackout|deployment (?:freeze|windows?)/i;
const LABEL = /\b(?:freeze|blackout|maintenance window|change window|preferred window)\b/i;

/** What is said of a window besides its time. */
const ABOUT = /\b(?:notif\w+|channels?|contacts?|communicat\w+|approv\w+|procedures?)\b/i;

/** When to work on a system and when to leave it alone. */
export function readWindows({ items }: Material): Window[] {
  return items.flatMap(({ section, label, text, line, level }) => {
    const promised = SECTION.test(section.title) && (level > 0 || label !== null);
    if (!(promised || (label !== null && LABEL.test(label)))) return [];
    const words = label ?? '';
    if (ABOUT.test(words)) return [];
    const kind = /freeze/i.test(words) ? 'freeze' : /black-?out/i.test(words) ? 'blackout' : 'maintenance';
    const whole = text === '' ? words : text;
    return whole === '' ? [] : [{ line, kind, ...named(words, whole), text: whole, environment: environmentIn(words) }];
  });
}

function named(label: string, text: string): Pick<Window, 'name'> {
  return label === '' || label === text ? {} : { name: label };
}
