import { CUSTOM_COMMANDS } from './custom-commands.ts';
import { GLOBAL_FLAGS, generalFlags } from './global-options.ts';
import { type GivenOption, splitOptions, type Word } from './options.ts';
import { type Flag, loadService, type Operation, type Service, type Services } from './service.ts';

/** One `aws` line, taken apart. Nothing is read and nothing is sent. */
export interface ParsedCommand {
  globals: ReadonlyMap<string, string>;
  /** The word that names the service; empty when there is none. */
  service: string;
  /** `update-service`, `services-stable` for a waiter, `tail`; empty when there is none. */
  command: string;
  kind: 'operation' | 'waiter' | 'custom' | 'help' | 'version' | 'unknown';
  /** The API operation that is called, also by a waiter. */
  operation: Operation | null;
  given: readonly GivenOption[];
  positionals: readonly Word[];
  /** Words that the command line does not understand. */
  unknown: readonly Word[];
  /** Why the AWS CLI would refuse the line; null when it would not. */
  problem: string | null;
}

export function parseCommand(argv: readonly string[], services: Services = loadService): ParsedCommand {
  const words = argv.map((text, index): Word => ({ text, index }));
  const global = splitOptions(words, GLOBAL_FLAGS);
  const globals = new Map(global.given.map(({ flag, values }) => [flag.name, values[0]?.text ?? 'true']));
  const base = { ...EMPTY, globals, problem: global.problem ?? invalidGlobal(global.given) };
  if (globals.has('version')) return { ...base, kind: 'version' };
  const [service, command, ...rest] = splitPositionals(global.rest);
  if (!service) return { ...base, problem: base.problem ?? 'the following arguments are required: command' };
  const named = { ...base, service: service.text, command: command?.text ?? '' };
  if ([service, command, rest[0]].some((word) => word?.text === 'help')) {
    return { ...named, kind: 'help' };
  }
  return parseService(named, rest, services);
}

const EMPTY: ParsedCommand = {
  globals: new Map(),
  service: '',
  command: '',
  kind: 'unknown',
  operation: null,
  given: [],
  positionals: [],
  unknown: [],
  problem: null,
};

/** The first two words that are no options name the service and the command; what is left keeps its order. */
function splitPositionals(words: readonly Word[]): (Word | undefined)[] {
  const named = words.filter((word) => !word.text.startsWith('-')).slice(0, 2);
  return [named[0], named[1], ...words.filter((word) => !named.includes(word))];
}

function invalidGlobal(given: readonly GivenOption[]): string | null {
  for (const { flag, values } of given) {
    const value = values[0]?.text;
    if (value !== undefined) {
      const problem = invalidChoice(`argument --${flag.name}`, value, flag.values);
      if (problem) return problem;
    }
  }
  return null;
}

function invalidChoice(subject: string, value: string, choices: readonly string[]): string | null {
  if (choices.length === 0 || choices.includes(value)) return null;
  return `${subject}: Invalid choice, valid choices are:\n\n${columns(choices)}`;
}

/** Two columns, as the AWS CLI lists choices. */
function columns(choices: readonly string[]): string {
  const rows: string[] = [];
  for (let i = 0; i < choices.length; i += 2) {
    rows.push(`${(choices[i] ?? '').padEnd(40)} | ${(choices[i + 1] ?? '').padEnd(40)}`);
  }
  return rows.join('\n');
}

function parseService(named: ParsedCommand, rest: readonly (Word | undefined)[], services: Services): ParsedCommand {
  const words = rest.filter((word): word is Word => word !== undefined);
  const custom = ownEntry(CUSTOM_COMMANDS, `${named.service} ${named.command}`);
  if (custom)
    return finish({ ...named, kind: 'custom' }, words, { flags: custom.flags, positionals: custom.positionals.length });
  if (named.service === 'configure' && named.command === '') return { ...named, kind: 'custom' };
  const service = services(named.service);
  if (!service) return { ...named, problem: named.problem ?? `argument command: Invalid choice: '${named.service}'` };
  if (named.command === '') return { ...named, problem: 'the following arguments are required: operation' };
  if (named.command === 'wait') return parseWaiter(named, words, service);
  const operation = service.operation(named.command);
  if (!operation)
    return { ...named, problem: named.problem ?? `argument operation: Invalid choice: '${named.command}'` };
  const flags = [...operation.flags, ...generalFlags(operation.paginated)];
  const positionals = operation.flags.filter((flag) => flag.positional).length;
  return finish({ ...named, kind: 'operation', operation }, words, { flags, positionals });
}

function parseWaiter(named: ParsedCommand, words: readonly Word[], service: Service): ParsedCommand {
  const name = words.find((word) => !word.text.startsWith('-'));
  const api = ownEntry(service.waiters, name?.text ?? '');
  const command = api === undefined ? undefined : service.commandFor(api);
  const operation = command === undefined ? undefined : service.operation(command);
  const waiter = { ...named, command: name?.text ?? '', kind: 'waiter' as const };
  if (!operation)
    return { ...waiter, kind: 'unknown', problem: `argument subcommand: Invalid choice: '${waiter.command}'` };
  const rest = words.filter((word) => word !== name);
  return finish({ ...waiter, operation }, rest, {
    flags: [...operation.flags, ...generalFlags(false)],
    positionals: 0,
  });
}

export function ownEntry<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

interface Spec {
  flags: readonly Flag[];
  positionals: number;
}

function finish(named: ParsedCommand, words: readonly Word[], spec: Spec): ParsedCommand {
  const { given, rest, problem } = splitOptions(words, spec.flags);
  const positionals = rest.slice(0, spec.positionals);
  const unknown = rest.slice(spec.positionals);
  const unknownProblem = unknown.length > 0 ? `Unknown options: ${unknown.map((word) => word.text).join(', ')}` : null;
  return { ...named, given, positionals, unknown, problem: named.problem ?? problem ?? unknownProblem };
}
