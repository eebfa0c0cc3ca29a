/** Lines that were typed before, in a file of the user alone. Lines with secrets are not kept. */
import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const LINES_MAX = 1000;

export interface History {
  /** The newest first, as `node:readline` has them; changed in place. */
  lines: string[];
  /** Keeps what was typed, without its secrets: a line that holds one is left out. */
  keep(text: string, holdsSecret: (line: string) => boolean): Promise<void>;
}

export async function openHistory(file: string): Promise<History> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const kept = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  // It grows by a line at a time while shells run, of which there may be several.
  if (kept.length > 2 * LINES_MAX) await writeFile(file, `${kept.slice(-LINES_MAX).join('\n')}\n`, { mode: 0o600 });
  const lines = kept.slice(-LINES_MAX).reverse();
  return {
    lines,
    async keep(text, holdsSecret) {
      if (holdsSecret(text)) {
        const typed = new Set(text.split('\n'));
        lines.splice(0, lines.length, ...lines.filter((line) => !typed.has(line)));
        return;
      }
      const typed = text.split('\n').filter((line) => line.trim() !== '');
      if (typed.length === 0) return;
      await appendFile(file, `${typed.join('\n')}\n`, { mode: 0o600 });
      await chmod(file, 0o600);
    },
  };
}
