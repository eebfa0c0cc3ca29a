/** A table as lipgloss draws it with its normal border, without colours, which it leaves out where there is no terminal. */
export function drawTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headers.map((header, at) => Math.max(...[header, ...rows.map((row) => row[at] ?? '')].map(width)));
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((columns) => '─'.repeat(columns + 2)).join(middle) + right;
  const line = (cells: readonly string[]): string =>
    `│${cells.map((cell, at) => ` ${cell}${' '.repeat((widths[at] ?? 0) - width(cell))} `).join('│')}│`;
  const lines = [rule('┌', '┬', '┐'), line(headers), rule('├', '┼', '┤'), ...rows.map(line), rule('└', '┴', '┘')];
  return `${lines.join('\n')}\n`;
}

function width(text: string): number {
  return [...text].length;
}
