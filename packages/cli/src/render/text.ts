import stringWidth from 'string-width';

/** Cuts a line to a width in columns, with an ellipsis where it was cut. */
export function fit(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = '';
  for (const character of text) {
    if (stringWidth(cut + character) > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

export function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : by + line))
    .join('\n');
}

/** The first and last lines of a long text, with a line between that says how many were left out. */
export function headAndTail(text: string, lines: number): string {
  const all = text.replace(/\n$/, '').split('\n');
  if (all.length <= lines) return all.join('\n');
  const head = Math.ceil(lines / 2);
  const tail = lines - head;
  const left = all.length - lines;
  return [...all.slice(0, head), `… ${left} more lines …`, ...all.slice(all.length - tail)].join('\n');
}
