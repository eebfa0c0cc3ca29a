/** Where the interpreter ends a shell under `set -e`, and bash does not. */
import type { AnyNode, CommandNode, Pipeline } from './ast.ts';
import type { StaticCommand } from './commands.ts';
import { readWord } from './words.ts';

export function setsErrexit(commands: readonly StaticCommand[]): boolean {
  return commands.some(
    ({ program, argv }) =>
      program === 'set' && argv.some((word, i) => /^-\w*e/.test(word) || (word === 'errexit' && argv[i - 1] === '-o')),
  );
}

/**
 * What of a list stands where its failure is looked at, in front of `||` or `&&` or behind `!`, and holds commands of its
 * own: bash lets those fail, too. (Bash Reference Manual, 4.3.1 "The Set Builtin", -e.) In an `if` both do.
 */
export function tolerated(node: AnyNode, functions: ReadonlySet<string>): string | null {
  if (node.type !== 'Statement') return null;
  const looked = node.pipelines.filter((pipeline, i) => pipeline.negated || i < node.pipelines.length - 1);
  const found = looked
    .flatMap(({ commands }: Pipeline) => commands)
    .find((command) => holdsCommands(command, functions));
  return found === undefined ? null : nameOf(found);
}

function holdsCommands(command: CommandNode, functions: ReadonlySet<string>): boolean {
  if (command.type === 'Group') return true;
  if (command.type === 'Subshell') return command.body.length > 1;
  return command.type === 'SimpleCommand' && functions.has(nameOf(command));
}

function nameOf(command: CommandNode): string {
  if (command.type === 'SimpleCommand') return command.name === null ? '' : readWord(command.name).text;
  return command.type === 'Subshell' ? '( … )' : '{ … }';
}
