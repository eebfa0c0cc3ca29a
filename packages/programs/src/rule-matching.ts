import type { EffectRule } from '@steadyhand/contracts';

export function reasonOf({ reason, effect }: EffectRule): string {
  return `by steadyhand.yaml: ${reason ?? effect}`;
}

/** `*` stands for anything but a slash, a space and what begins a query, `**` for anything. */
export function fits(pattern: string, text: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/ ?#]*' : part.replace(/[.+^${}()|[\]\\?]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}
