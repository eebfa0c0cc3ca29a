import { analyseShell, type StaticCommand } from '@steadyhand/bash';
import type { Call } from '@steadyhand/contracts';

/**
 * What stands for nothing in a call: variables that are set and empty (a read that failed, or found nothing), and
 * arguments that came out empty. An empty word that the shell text itself writes (`''`) and an expansion with a default
 * of its own (`${X:-}`) are meant.
 */
export function emptyValues(
  text: string,
  { program, argv }: Call,
  lookUp: (name: string) => string | undefined,
): string[] {
  const written = analyseShell(text).commands.filter((command) => command.program === program && gives(command, argv));
  const names = written.flatMap((command) =>
    command.parameters.filter((name) => lookUp(name) === '' && !hasDefault(command.text, name)),
  );
  const isMeant = written.some(
    ({ argv: words, unresolved, parameters, text: own }) =>
      words.some((word, i) => word === '' && !unresolved.has(i)) || parameters.some((name) => hasDefault(own, name)),
  );
  const found = [...new Set(names)].map((name) => `$${name}`);
  return found.length === 0 && argv.includes('') && !isMeant ? ['an argument'] : found;
}

/** Whether the command, as it is written, can have become these words. */
function gives({ argv, unresolved }: StaticCommand, words: readonly string[]): boolean {
  return argv.every((word, i) => unresolved.has(i) || words.includes(word));
}

function hasDefault(text: string, name: string): boolean {
  return new RegExp(String.raw`\$\{${name}:?[-+=]`).test(text);
}
