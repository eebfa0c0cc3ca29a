import { selectorOf } from './json-pattern.ts';
import { parseSpacePattern } from './space-pattern.ts';

/** What a message has at a place; undefined when it has nothing there. */
export type Extract = (message: string) => string | number | undefined;

/** `$.latency` of a JSON event, or `$bytes` of a field that a space-delimited pattern names. */
export function discoverSelector(pattern: string, reference: string): Extract {
  if (reference.startsWith('$.') || reference.startsWith('$[')) {
    const select = selectorOf(reference);
    return (message) => plain(select(parsed(message)));
  }
  if (!pattern.trim().startsWith('[')) return () => undefined;
  const { fields } = parseSpacePattern(pattern);
  return (message) => fields(message).get(reference.slice(1));
}

/** Everything that a pattern names, as TestMetricFilter shows it. */
export function extractedValues(pattern: string, message: string): Record<string, string> {
  const text = pattern.trim();
  if (text.startsWith('[')) {
    return Object.fromEntries([...parseSpacePattern(text).fields(message)].map(([name, value]) => [`$${name}`, value]));
  }
  const references = text.startsWith('{') ? (text.match(/\$(?:\.[\w@#-]+|\['[^']*'\]|\[\d+\])+/g) ?? []) : [];
  return Object.fromEntries(
    references.flatMap((reference) => {
      const value = discoverSelector(text, reference)(message);
      return value === undefined ? [] : [[reference, String(value)]];
    }),
  );
}

function plain(value: unknown): string | number | undefined {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
