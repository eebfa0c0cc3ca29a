/** Files whose text stands in the document: here-documents that are written to one, and scripts that name themselves. */
import type { ShellAnalysis, StaticCommand } from '@steadyhand/bash';

export class KnownFiles {
  #texts = new Map<string, string>();

  /** `path` as far as it is known; what counts is its last part. */
  remember(path: string, text: string): void {
    const name = lastPart(path);
    if (/^[\w.-]+$/.test(name)) this.#texts.set(name, text);
  }

  find(path: string): string | null {
    return this.#texts.get(lastPart(path)) ?? null;
  }

  /** Remembers what `cat > file <<EOF` and `tee file <<EOF` write. */
  rememberWritten({ commands, redirections }: ShellAnalysis): void {
    for (const { program, stdin, line, argv } of commands) {
      if (stdin === null || (program !== 'cat' && program !== 'tee')) continue;
      const to = redirections.find((one) => one.line === line && one.operator === '>')?.target;
      const path = program === 'tee' ? argv.findLast((word) => !word.startsWith('-')) : to;
      if (path !== undefined) this.remember(path, stdin);
    }
  }
}

/** The script that a command runs: itself by its path, or the first operand of a shell. */
export function scriptOf({ program, argv }: StaticCommand): string | null {
  if (/^(?:bash|sh|source|\.)$/.test(program)) return argv.find((word) => !word.startsWith('-')) ?? null;
  return program.includes('/') ? program : null;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
