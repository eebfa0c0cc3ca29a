import { scan } from './scan.ts';

/**
 * Puts a call of `checker` in place of the words that redirections write to, and of those with a bare substitution, which
 * the interpreter would carry out twice: `> dump-$(date +%F)` becomes `> "$(checker $? dump-$(date +%F))"`. The checker is
 * given the last status, with which it is to exit, and the words that the target becomes; what it prints is the file.
 * `/dev/null` is left as it is, as are lines.
 */
export function guardTargets(text: string, checker: string): string {
  const found: { start: number; end: number }[] = [];
  scan(text, {
    target(start, end, writes) {
      const word = text.slice(start, end);
      if (writes ? word !== '/dev/null' : /`|\$\(/.test(word)) found.push({ start, end });
    },
  });
  const outermost = found
    .sort((a, b) => a.start - b.start)
    .filter(({ end }, i, all) => !all.slice(0, i).some((outer) => end <= outer.end));
  let guarded = '';
  let at = 0;
  for (const { start, end } of outermost) {
    guarded += `${text.slice(at, start)}"$(${checker} $? ${guardTargets(text.slice(start, end), checker)})"`;
    at = end;
  }
  return guarded + text.slice(at);
}
