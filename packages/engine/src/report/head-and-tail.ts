import { size } from './words.ts';

/** A longer line is cut in its middle: outputs in JSON often have one line alone. */
const LINE_LENGTH = 2000;

/** The first and the last `lines` lines of a text, and how much was left out between them. No newline at its end. */
export function headAndTail(text: string, { lines }: { lines: number }): string {
  const all = text.replace(/\n+$/, '').split('\n');
  const left = all.slice(lines, -lines);
  if (left.length < 2) return all.map(shorten).join('\n');
  const bytes = Buffer.byteLength(left.join('\n'));
  const gap = `… ${left.length} lines left out (${size(bytes)}) …`;
  return [...all.slice(0, lines).map(shorten), gap, ...all.slice(-lines).map(shorten)].join('\n');
}

function shorten(line: string): string {
  if (line.length <= LINE_LENGTH) return line;
  const half = LINE_LENGTH / 2;
  const left = line.slice(half, -half);
  return `${line.slice(0, half)} … ${size(Buffer.byteLength(left))} left out … ${line.slice(-half)}`;
}
