import stringWidth from 'string-width';

/** Characters of one column each; the measure for all others looks every one of them up in tables. */
const NARROW = /^[\x20-\x7e\xa1-\xa8\xaa-\xac\xaf-\u02ff‘’“”†–—…•←↑→↓]*$/;

/** Columns that a text takes in a terminal. */
function widthOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Cuts a line to a width in columns, with an ellipsis where it was cut. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (NARROW.test(text)) return `${text.slice(0, Math.max(0, columns - 1))}…`;
  let [cut, taken] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    taken += widthOf(segment);
    if (taken > columns - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Breaks prose at spaces; a word that is longer than a line stays whole, so that it can be copied. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && widthOf(`${line} ${word}`) > columns) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}

export function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : by + line))
    .join('\n');
}
