import { firstOfCommand } from './guard-words.ts';
import { scan } from './scan.ts';

/** What gives a status, or uses it. */
const STATUS = /`|\$\((?!\()|\$\?|\$\{\?|PIPESTATUS/;

/**
 * A command of assignments alone has the status 0 in bash; the interpreter leaves the one from before, so that
 * `false || X=1` would end a shell under `set -e`. `X=1` becomes `{ :; X=1; }`. Where a substitution gives the status, where
 * the one from before is used, and for arrays, the text is left as it is.
 */
export function guardAssignments(text: string): string {
  if (!text.includes('=')) return text;
  const found: { start: number; end: number }[] = [];
  scan(text, {
    command(words) {
      const source = words.map(({ start, end }) => text.slice(start, end));
      const assignments = words.filter((_, i) => /^[A-Za-z_]/.test(source[i] ?? '') && source[i]?.includes('='));
      const [first, last] = [assignments[0], assignments.at(-1)];
      if (firstOfCommand(source) < words.length || first === undefined || last === undefined) return;
      const whole = text.slice(first.start, last.end);
      const isArray = text.charAt(last.end) === '(' || /=\(/.test(whole);
      // A redirection in front of it cannot stand in front of a group.
      const isFirst = !/[<>]\s*\S*\s*$/.test(text.slice(0, first.start).split('\n').at(-1) ?? '');
      if (!isArray && isFirst && !STATUS.test(whole)) found.push({ start: first.start, end: last.end });
    },
  });
  let guarded = '';
  let at = 0;
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    guarded += `${text.slice(at, start)}{ :; ${text.slice(start, end)}; }`;
    at = end;
  }
  return guarded + text.slice(at);
}
