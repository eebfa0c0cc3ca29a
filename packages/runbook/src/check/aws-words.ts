/** An `aws` line as rules ask about it: by the position of its words alone, without tables. */
import type { CommandPlace, RuleContext } from '../rules/rule.ts';

export interface AwsWords {
  place: CommandPlace;
  /** `ecs update-service` */
  name: string;
  has(option: string): boolean;
  /** The words that follow an option; empty where it is not given. */
  values(option: string): readonly string[];
  /** The first of them. */
  value(option: string): string | undefined;
  /** Whether the line may hold options that the document does not show. */
  partial: boolean;
}

/** Options before the service that take a value. */
const VALUED = new Set(['--region', '--profile', '--output', '--query', '--endpoint-url', '--color', '--ca-bundle']);

/** Every `aws` line of the document in its order. */
export function awsLines({ commands, lines }: RuleContext): AwsWords[] {
  return commands.flatMap((place) => awsWords(place, lines) ?? []);
}

function awsWords(place: CommandPlace, lines: readonly string[]): AwsWords | null {
  const { command, block, argv } = place;
  if (command.program !== 'aws' || block?.language === 'insights') return null;
  const names = argv.filter((word, i) => !word.startsWith('-') && !VALUED.has(argv[i - 1] ?? ''));
  const options = readOptions(argv);
  const values = (option: string): readonly string[] => options.get(option) ?? [];
  return {
    place,
    name: names.slice(0, 2).join(' '),
    has: (option) => options.has(option),
    values,
    value: (option) => values(option)[0],
    partial: command.inline === true || isCut(place, lines) || isPartial(argv, place.unresolved),
  };
}

function readOptions(argv: readonly string[]): Map<string, string[]> {
  const options = new Map<string, string[]>();
  let open: string[] = [];
  for (const word of argv) {
    const option = /^--([a-z][a-z0-9-]*)(?:=([\s\S]*))?$/.exec(word);
    if (option?.[1] === undefined) {
      open.push(word);
      continue;
    }
    open = option[2] === undefined ? [] : [option[2]];
    options.set(option[1], open);
  }
  return options;
}

/** The next line of the document belongs to the command, but was not read with it: what is between could not be parsed. */
function isCut({ command }: CommandPlace, lines: readonly string[]): boolean {
  if (!/\\\s*$/.test(lines[command.line - 1] ?? '')) return false;
  const [next = ''] = (lines[command.line] ?? '').trim().split(/[\s"'`]/, 1);
  return !command.text.includes(next);
}

/** An ellipsis, input from a file, or a name that stands where options would (`"$@"`, `$EXTRA_ARGS`). */
function isPartial(argv: readonly string[], unresolved: ReadonlySet<number>): boolean {
  return argv.some((word, i) => {
    if (/^(?:\.{3}|…|\[.*\])$/.test(word) || /^--cli-input-|^--generate-cli-skeleton/.test(word)) return true;
    return unresolved.has(i) && /^\$(?:[@*]|\{?\w*(?:ARGS|OPTS|OPTIONS|FLAGS)\b)/i.test(word);
  });
}
