/** Time zones as runbooks write them. */
import { IANAZone } from 'luxon';

/**
 * Abbreviations are offsets as written: AEST is ten hours ahead of UTC in summer too. CST and IST are of several places, and
 * so of none. What names both halves of the year, or neither, follows the place.
 */
const NAMES: Readonly<Record<string, string>> = {
  UTC: 'UTC',
  GMT: 'UTC',
  Z: 'UTC',
  WET: 'UTC',
  BST: 'UTC+1',
  WEST: 'UTC+1',
  CET: 'UTC+1',
  CEST: 'UTC+2',
  EET: 'UTC+2',
  EEST: 'UTC+3',
  GST: 'UTC+4',
  ICT: 'UTC+7',
  SGT: 'UTC+8',
  HKT: 'UTC+8',
  AWST: 'UTC+8',
  JST: 'UTC+9',
  KST: 'UTC+9',
  ACST: 'UTC+9:30',
  ACDT: 'UTC+10:30',
  AEST: 'UTC+10',
  AEDT: 'UTC+11',
  NZST: 'UTC+12',
  NZDT: 'UTC+13',
  EDT: 'UTC-4',
  EST: 'UTC-5',
  CDT: 'UTC-5',
  MDT: 'UTC-6',
  MST: 'UTC-7',
  PDT: 'UTC-7',
  PST: 'UTC-8',
  BRT: 'UTC-3',
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
  'EST/EDT': 'America/New_York',
  'PST/PDT': 'America/Los_Angeles',
  'AEST/AEDT': 'Australia/Sydney',
  'CET/CEST': 'Europe/Paris',
  'GMT/BST': 'Europe/London',
};

/** `UTC+10`, `Australia/Sydney`, `AEST/AEDT`, `AEST`; a `Z` directly after a time. Lower case is for words, but for UTC. */
const CANDIDATES =
  /\b(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?\b|\b[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z_+-]+)+|\b[A-Z]{2,4}\b|\butc\b|(?<=\d)Z\b/g;

/** The zone that luxon knows by such a name; null for none. */
export function zoneOf(name: string): string | null {
  const [, sign, hours, minutes] = /^(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name) ?? [];
  if (sign !== undefined)
    return Number(hours) > 14 ? null : `UTC${sign}${Number(hours)}${minutes ? `:${minutes}` : ''}`;
  return NAMES[name.toUpperCase()] ?? (name.includes('/') && IANAZone.isValidZone(name) ? name : null);
}

/** A text without the zones in it, and these, each once. */
export function takeZones(text: string): { rest: string; zones: string[] } {
  const zones = new Set<string>();
  const rest = text.replace(CANDIDATES, (name) => {
    const zone = zoneOf(name);
    if (zone !== null) zones.add(zone);
    return zone === null ? name : ' ';
  });
  return { rest, zones: [...zones] };
}
