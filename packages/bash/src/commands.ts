import { type Redirection, type SimpleCommandNode, type WordNode, wordSource } from './ast.ts';
import { maskBlanks, unmask } from './blanks.ts';
import { carriedBy } from './carried.ts';
import { locate } from './locate.ts';
import { parsePieces } from './pieces.ts';
import { readWord, type StaticWord } from './words.ts';

/** A simple command as far as it is known without running anything. */
export interface StaticCommand {
  /** Without its folder where that is one of the usual ones (`/usr/bin/aws` is `aws`). */
  program: string;
  /** The program's name depends on the session. */
  programUnresolved: boolean;
  argv: string[];
  /** Indices into `argv` of words that depend on the session; they keep their source text (`$CLUSTER`). */
  unresolved: ReadonlySet<number>;
  /** On one line, as in the source. */
  text: string;
  /** 1-based within the text. */
  line: number;
  /** Names of the variables and blanks in its own words. */
  parameters: string[];
  /** Here-document or here-string whose content is known. */
  stdin: string | null;
  /** It does nothing but run the next command of the list, which stands in its own words: `sudo`, `timeout`, `xargs`. */
  carriesNext: boolean;
}

/** The simple command on a line, followed by what it carries. */
export function commandsAt(node: SimpleCommandNode, line: number): StaticCommand[] {
  if (node.name === null) return [];
  return fromWords([node.name, ...node.args], { line, stdin: staticInput(node.redirections) }, node);
}

interface Own {
  line: number;
  stdin: string | null;
}

function fromWords(words: readonly WordNode[], own: Own, node: SimpleCommandNode | null): StaticCommand[] {
  const [name, ...args] = words.map(readWord);
  if (name === undefined) return [];
  const command: StaticCommand = {
    program: name.text.startsWith('/') ? name.text.replace(BIN_FOLDER, '') : name.text,
    programUnresolved: !name.resolved,
    argv: args.map((word) => word.text),
    unresolved: new Set(args.flatMap((word, i) => (word.resolved ? [] : [i]))),
    text: unmask([...(node === null ? [] : assignmentSources(node)), ...words.map(wordSource)].join(' ')),
    parameters: [...new Set([...assigned(node), name, ...args].flatMap((word) => word.parameters))],
    carriesNext: false,
    line: own.line,
    stdin: own.stdin,
  };
  return [command, ...carriedCommands(command, { args, words: words.slice(1) }, own)];
}

const BIN_FOLDER = /^\/(?:[\w.+-]+\/)*s?bin\/(?=[^/]+$)/;

function assigned(node: SimpleCommandNode | null): StaticWord[] {
  return (node?.assignments ?? []).flatMap(({ value }) => (value === null ? [] : [readWord(value)]));
}

function assignmentSources(node: SimpleCommandNode): string[] {
  return node.assignments.map(({ name, value }) => `${name}=${value === null ? '' : wordSource(value)}`);
}

function carriedCommands(
  command: StaticCommand,
  { args, words }: { args: readonly StaticWord[]; words: readonly WordNode[] },
  own: Own,
): StaticCommand[] {
  return carriedBy(command.program, args).flatMap((carried) => {
    if ('script' in carried) return commandsOf(carried.script).map((found) => ({ ...found, line: own.line }));
    command.carriesNext = carried.alone;
    return fromWords(
      carried.words.flatMap((i) => words[i] ?? []),
      own,
      null,
    );
  });
}

/** Each command once: one that does nothing but run another is that other one, with the words and blanks of both. */
export function withoutCarriers(commands: readonly StaticCommand[]): StaticCommand[] {
  const kept: StaticCommand[] = [];
  let carrier: StaticCommand | null = null;
  for (const command of commands) {
    const whole: StaticCommand =
      carrier === null
        ? command
        : { ...command, text: carrier.text, parameters: [...new Set([...carrier.parameters, ...command.parameters])] };
    carrier = command.carriesNext ? whole : null;
    if (carrier === null) kept.push(whole);
  }
  return kept;
}

/** The commands of a text that is itself an argument; none where it cannot be parsed. */
function commandsOf(script: string): StaticCommand[] {
  const found: StaticCommand[] = [];
  for (const { script: tree, text, line } of parsePieces(maskBlanks(script).text)) {
    if (tree === null) continue;
    locate(tree, { text, line, lines: new Map() }, (node, at) => {
      if (node.type === 'SimpleCommand') found.push(...commandsAt(node, at));
    });
  }
  return found;
}

function staticInput(redirections: readonly Redirection[]): string | null {
  const input = redirections
    .filter(({ operator, fd }) => operator.startsWith('<<') && (fd === null || fd === 0))
    .at(-1);
  if (!input?.target) return null;
  const word = readWord(input.target.type === 'HereDoc' ? input.target.content : input.target);
  if (!word.resolved) return null;
  return input.operator === '<<<' ? `${word.text}\n` : word.text;
}
