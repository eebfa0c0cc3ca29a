/** What the AWS command line, or the service behind it, would refuse about one line; nothing is sent. */
import {
  CUSTOM_COMMANDS,
  type Flag,
  GLOBAL_FLAGS,
  generalFlags,
  loadService,
  type ParsedCommand,
  parseCommand,
  serviceNames,
} from '@steadyhand/aws-catalog';
import type { AwsProblem } from '@steadyhand/runbook';
import { isBlank } from './blanks.ts';
import { nearest } from './nearest.ts';
import { OTHER_COMMANDS, OTHER_SERVICES } from './other-commands.ts';
import { valueProblems } from './values.ts';

export function awsProblems(argv: readonly string[], unresolved: ReadonlySet<number>): AwsProblem[] {
  const parsed = parseCommand(argv);
  const isHidden = (word: string): boolean => isBlank(word) || unresolved.has(argv.indexOf(word));
  if (parsed.service === '' || isHidden(parsed.service)) return [];
  switch (parsed.kind) {
    case 'help':
    case 'version':
      return [];
    case 'unknown':
      return isHidden(parsed.command) ? [] : unknownName(parsed);
    default:
      return [...flagProblems(parsed, argv, unresolved), ...missing(parsed), ...valueProblems(parsed, unresolved)];
  }
}

function unknownName({ service, command, problem }: ParsedCommand): AwsProblem[] {
  const customs = Object.keys(CUSTOM_COMMANDS).filter((name) => name.startsWith(`${service} `));
  const found = loadService(service);
  if (!found && customs.length === 0) {
    if (OTHER_SERVICES.has(service)) return [];
    const all = [...serviceNames(), ...Object.keys(CUSTOM_COMMANDS).map((name) => name.split(' ')[0] ?? '')];
    return [
      named('service', service, {
        message: `There is no service "${service}".`,
        near: nearest(service, all),
        help: '"aws help" lists them.',
      }),
    ];
  }
  if (command === '') return [];
  const help = `"aws ${service} help" lists what there is.`;
  if (OTHER_COMMANDS.has(`${service} ${command}`)) return [];
  if (problem?.startsWith('argument subcommand')) {
    if (Object.hasOwn(found?.waiters ?? {}, command)) return [];
    const near = nearest(command, Object.keys(found?.waiters ?? {}));
    return [named('operation', command, { message: `"aws ${service} wait" has no "${command}".`, near, help })];
  }
  const names = [...(found?.commands ?? []), ...customs.map((name) => name.slice(service.length + 1))];
  const near = nearestOperation(command, names);
  return [named('operation', command, { message: `"aws ${service}" has no operation "${command}".`, near, help })];
}

/** A read is never answered with a write: only operations of the same verb count, where the verb is one. */
function nearestOperation(command: string, names: readonly string[]): string | undefined {
  const verb = command.slice(0, command.indexOf('-') + 1);
  const same = names.filter((name) => verb !== '' && name.startsWith(verb));
  return nearest(command, same.length > 0 ? same : names);
}

function named(
  kind: AwsProblem['kind'],
  word: string,
  { message, near, help }: { message: string; near: string | undefined; help: string },
): AwsProblem {
  return { kind, word, message, hint: near === undefined ? help : `Did you mean "${near}"?` };
}

function flagsOf({ operation, service, command }: ParsedCommand): readonly Flag[] {
  const custom = CUSTOM_COMMANDS[`${service} ${command}`];
  const own = operation ? [...operation.flags, ...generalFlags(operation.paginated)] : (custom?.flags ?? []);
  return [...own.filter((flag) => !flag.positional), ...GLOBAL_FLAGS];
}

function* flagProblems(
  parsed: ParsedCommand,
  argv: readonly string[],
  unresolved: ReadonlySet<number>,
): Generator<AwsProblem> {
  const flags = flagsOf(parsed);
  const unknown = new Set(parsed.unknown.map((word) => word.index));
  const what = `"aws ${parsed.service} ${parsed.kind === 'waiter' ? 'wait ' : ''}${parsed.command}"`;
  for (const [i, word] of argv.entries()) {
    const name = /^--([A-Za-z][\w-]*)(?:=|$)/.exec(word)?.[1];
    if (name === undefined) continue;
    if (unknown.has(i)) {
      const near = nearest(
        name,
        flags.map((flag) => flag.name),
      );
      const hint = near === undefined ? `${what.slice(0, -1)} help" lists its options.` : `Did you mean --${near}?`;
      yield { kind: 'flag', word: `--${name}`, message: `${what} has no option --${name}.`, hint };
    } else if (!flags.some((flag) => flag.name === name)) yield* prefix(name, flags);
  }
  yield* strayWords(parsed, { argv, unresolved, what });
}

function* prefix(name: string, flags: readonly Flag[]): Generator<AwsProblem> {
  const matches = [...new Set(flags.map((flag) => flag.name).filter((full) => full.startsWith(name)))];
  const [only] = matches;
  if (only === undefined) return;
  const word = `--${name}`;
  if (matches.length > 1) {
    const list = matches.map((full) => `--${full}`).join(', ');
    yield { kind: 'flag', word, message: `${word} could be any of ${list}.`, hint: 'Write the option out.' };
    return;
  }
  const message = `${word} is taken for --${only} only because no other option begins with these letters.`;
  yield { kind: 'flag-prefix', word, message, hint: `Write --${only}.` };
}

interface Line {
  argv: readonly string[];
  unresolved: ReadonlySet<number>;
  what: string;
}

/** Words that belong to no option, where no unknown option explains them. */
function* strayWords(parsed: ParsedCommand, { argv, unresolved, what }: Line): Generator<AwsProblem> {
  const { unknown } = parsed;
  if (parsed.kind === 'custom' || unknown.some(({ text }) => text.startsWith('-'))) return;
  const hidden = [...unresolved].some((i) => /^\$/.test(argv[i] ?? ''));
  for (const { text, index } of unknown) {
    if (text !== '' && text.trim() === '') {
      const message = 'A blank behind the backslash ends the command here: the next line is not part of it.';
      yield { kind: 'flag', message, hint: 'Take the blank at the end of the line out.' };
      return;
    }
    if (isBlank(text) || unresolved.has(index) || hidden) continue;
    const before = argv[index - 1] ?? '';
    const hint = before.startsWith('--') ? { hint: `${before} takes no value; leave "${text}" out.` } : {};
    yield { kind: 'flag', word: text, message: `${what} has no place for the word "${text}".`, ...hint };
  }
}

function* missing({ kind, service, command, operation, given }: ParsedCommand): Generator<AwsProblem> {
  if (!operation || given.some(({ flag }) => /^cli-input-|^generate-cli-skeleton$/.test(flag.name))) return;
  const names = new Set(given.map(({ flag }) => flag.name));
  const members = new Set(given.map(({ flag }) => flag.member));
  const isMissing = (flag: Flag): boolean =>
    flag.required && !flag.positional && !names.has(flag.name) && !(flag.member !== null && members.has(flag.member));
  const absent = operation.flags.filter(isMissing).map((flag) => `--${flag.name}`);
  if (absent.length === 0) return;
  const line = `aws ${service} ${kind === 'waiter' ? 'wait ' : ''}${command}`;
  yield {
    kind: 'required',
    message: `"${line}" cannot do without ${absent.join(', ')}.`,
    hint: `Add ${absent.join(', ')}.`,
  };
}
