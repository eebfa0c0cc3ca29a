/**
 * What `aws <service>` understands, from `generated/services/<service>.json`. One file is read per service, at its
 * first use; Node's module cache keeps it.
 *
 * An operation is one string, `ApiName|marks|flags`. Marks: `p` has a paginator, `s` has a sensitive member somewhere
 * in its output, `o` streams its output into a file. Flags are separated by spaces:
 *
 *     [*]Member[>option][:kind[=enum]]   an input member; the option is the member's kebab form unless given; * is required
 *     !Member>option                     sets the boolean member to false
 *     ~option[:kind]                     an option of the command line alone
 *     @name                              a positional argument
 *
 * Kinds are those of `FLAG_KINDS`; none is a string. `=n` is an index into the file's list of enums.
 */
import { createRequire } from 'node:module';
import { kebab } from './kebab.ts';

const FLAG_KINDS = {
  '': 'string',
  b: 'boolean',
  i: 'integer',
  d: 'double',
  l: 'list',
  m: 'map',
  S: 'structure',
  B: 'blob',
  t: 'timestamp',
  v: 'boolean-structure',
} as const;

/** `optional`: a string that may be left out. */
export type FlagKind = (typeof FLAG_KINDS)[keyof typeof FLAG_KINDS] | 'optional';

export interface Flag {
  /** Without the dashes. */
  name: string;
  /** The API's input member; null for options of the command line alone. */
  member: string | null;
  kind: FlagKind;
  required: boolean;
  positional: boolean;
  /** Giving it sets the member to false. */
  negates: boolean;
  /** The values allowed, of a list's items for a list; empty when any is. */
  values: readonly string[];
}

export interface Operation {
  service: string;
  /** `update-service` */
  command: string;
  /** `UpdateService` */
  name: string;
  paginated: boolean;
  sensitiveOutput: boolean;
  streamingOutput: boolean;
  flags: readonly Flag[];
}

export interface Service {
  name: string;
  serviceId: string;
  commands: readonly string[];
  /** Names for `aws <service> wait`, each with the API operation that it polls. */
  waiters: Readonly<Record<string, string>>;
  operation(command: string): Operation | undefined;
  /** The command for an API operation: `update-service` for `UpdateService`. */
  commandFor(apiName: string): string | undefined;
}

interface ServiceFile {
  serviceId: string;
  enums: string[][];
  waiters: Record<string, string>;
  operations: Record<string, string>;
}

const require = createRequire(import.meta.url);
const NAMES: ReadonlySet<string> = new Set((require('./generated/index.json') as { services: string[] }).services);

export function serviceNames(): readonly string[] {
  return [...NAMES];
}

/** Gives a service by name; undefined when the AWS CLI has no such service. */
export type Services = (name: string) => Service | undefined;

/** For who asks again and again: keeps what was loaded. */
export function keepServices(): Services {
  const known = new Map<string, Service | undefined>();
  return (name) => kept(known, name, loadService);
}

function kept<T>(known: Map<string, T>, name: string, find: (name: string) => T): T {
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = find(name);
  known.set(name, found);
  return found;
}

/** Undefined when the AWS CLI has no such service. */
export function loadService(name: string): Service | undefined {
  if (!NAMES.has(name)) return undefined;
  const file = require(`./generated/services/${name}.json`) as ServiceFile;
  const operations = new Map<string, Operation | undefined>();
  const decode = (command: string): Operation | undefined => {
    const text = Object.hasOwn(file.operations, command) ? file.operations[command] : undefined;
    return text === undefined ? undefined : decodeOperation({ service: name, command, text, enums: file.enums });
  };
  return {
    name,
    serviceId: file.serviceId,
    get commands() {
      return Object.keys(file.operations);
    },
    waiters: file.waiters,
    operation: (command) => kept(operations, command, decode),
    commandFor: (apiName) =>
      Object.keys(file.operations).find((command) => file.operations[command]?.startsWith(`${apiName}|`)),
  };
}

interface Encoded {
  service: string;
  command: string;
  text: string;
  enums: readonly (readonly string[])[];
}

function decodeOperation({ service, command, text, enums }: Encoded): Operation {
  const [name = '', marks = '', flags = ''] = text.split('|');
  const decoded = flags
    .split(' ')
    .filter(Boolean)
    .map((token) => decodeFlag(token, enums));
  return {
    service,
    command,
    name,
    paginated: marks.includes('p'),
    sensitiveOutput: marks.includes('s'),
    streamingOutput: marks.includes('o'),
    flags: withNegations(decoded),
  };
}

function decodeFlag(token: string, enums: Encoded['enums']): Flag {
  const match = /^(\*?)([~@!]?)([^>:]+)(?:>([^:]+))?(?::([a-zA-Z]?)(?:=(\d+))?)?$/.exec(token);
  const [, required, mark, label = token, option, letter = '', values] = match ?? [];
  const isMember = mark === '' || mark === '!';
  return {
    name: option ?? (isMember ? kebab(label) : label),
    member: isMember ? label : null,
    kind: mark === '!' ? 'boolean' : (FLAG_KINDS[letter as keyof typeof FLAG_KINDS] ?? 'string'),
    required: required === '*',
    positional: mark === '@',
    negates: mark === '!',
    values: values === undefined ? [] : (enums[Number(values)] ?? []),
  };
}

/** Every boolean has a `--no-…`, unless the tables name its negation. */
function withNegations(flags: readonly Flag[]): readonly Flag[] {
  const negated = new Set(flags.filter((flag) => flag.negates).map((flag) => flag.member));
  const negations = flags
    .filter((flag) => flag.member !== null && !flag.negates && !negated.has(flag.member))
    .filter((flag) => flag.kind === 'boolean' || flag.kind === 'boolean-structure')
    .map((flag): Flag => ({ ...flag, name: `no-${flag.name}`, kind: 'boolean', required: false, negates: true }));
  return [...flags, ...negations];
}
