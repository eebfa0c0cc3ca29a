/** A document's text with everything removed that would make a reader stumble before it has begun. */
import type { Diagnostic } from '@steadyhand/contracts';

export interface Source {
  /** Line ends are `\n`; there is no byte order mark and no NUL. */
  lines: string[];
  diagnostics: Diagnostic[];
}

/** UTF-8 read as Windows-1252: what `→`, `’`, `é` and a no-break space become. */
const MOJIBAKE = /â†’|â€[™œ“”¦\u009d\u0093\u0094]|Ã[©¨¡³¼±§¶¤]|Â\u00a0/;

export function readSource(source: string): Source {
  const text = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const lines = text.replaceAll('\0', '\ufffd').split('\n');
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return { lines, diagnostics: encodingDiagnostics(text, lines) };
}

function encodingDiagnostics(text: string, lines: readonly string[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const damaged = lines.findIndex((line) => line.includes('\ufffd'));
  if (damaged >= 0) {
    diagnostics.push({
      line: damaged + 1,
      column: (lines[damaged]?.indexOf('\ufffd') ?? 0) + 1,
      rule: 'encoding-damaged',
      severity: 'warning',
      message: text.includes('\0') ? 'The text holds NUL bytes.' : 'The text holds bytes that are not UTF-8.',
      hint: 'Save the file as UTF-8.',
    });
  }
  for (const [i, line] of MOJIBAKE.test(text) ? lines.entries() : []) {
    const found = MOJIBAKE.exec(line);
    if (found === null) continue;
    diagnostics.push({
      line: i + 1,
      column: found.index + 1,
      rule: 'encoding-mojibake',
      severity: 'warning',
      message: `"${found[0]}" is UTF-8 that was saved as if it were Windows-1252.`,
      hint: 'Save the file as UTF-8.',
    });
  }
  return diagnostics;
}
