/** What may come next in an `aws` command: from the catalogue alone. */
import {
  CUSTOM_COMMANDS,
  type Flag,
  GLOBAL_FLAGS,
  generalFlags,
  lister,
  loadService,
  resourceType,
  serviceNames,
} from '@steadyhand/aws-catalog';

/** `words` are to be typed as they are; `listed` is the resource whose candidates a read would give. */
export interface AwsNext {
  words: readonly string[];
  listed: Listed | null;
}

export interface Listed {
  type: string;
  /** Words of the `aws` command that lists them, without `aws`. */
  argv: readonly string[];
}

const NOTHING: AwsNext = { words: [], listed: null };

/** `argv` is what stands between `aws` and the cursor's word; `current` is that word. */
export function nextAwsWords(argv: readonly string[], current: string): AwsNext {
  const global = openFlag(argv, GLOBAL_FLAGS);
  if (global && global.values.length > 0) return words(global.values);
  const [service, command, ...args] = positionalsFirst(argv);
  if (service === undefined) return words(current.startsWith('-') ? dashed(GLOBAL_FLAGS) : serviceNames());
  const known = loadService(service);
  if (command === undefined) return words(commandsOf(service, known?.commands ?? []));
  if (command === 'wait' && args.length === 0) return words(Object.keys(known?.waiters ?? {}));
  const flags = flagsOf(service, command, args);
  const open = openFlag(args, flags);
  if (open) return valuesOf(open, { service, args, flags });
  if (current.startsWith('-') || current === '') {
    const given = new Set(args);
    return words(dashed([...flags, ...GLOBAL_FLAGS]).filter((flag) => !given.has(flag)));
  }
  return NOTHING;
}

function words(found: readonly string[]): AwsNext {
  return { words: found, listed: null };
}

/** Global options may stand before the service. */
function positionalsFirst(argv: readonly string[]): string[] {
  const open = openFlag(argv.slice(0, 1), GLOBAL_FLAGS);
  if (argv[0]?.startsWith('--')) return positionalsFirst(argv.slice(open ? 2 : 1));
  return [...argv];
}

function commandsOf(service: string, operations: readonly string[]): string[] {
  const custom = Object.keys(CUSTOM_COMMANDS).flatMap((name) => {
    const [of, command] = name.split(' ');
    return of === service && command !== undefined ? [command] : [];
  });
  return [...new Set([...operations, ...custom, ...(operations.length > 0 ? ['wait'] : [])])].sort();
}

function flagsOf(service: string, command: string, args: readonly string[]): readonly Flag[] {
  const known = loadService(service);
  const custom = CUSTOM_COMMANDS[`${service} ${command}`];
  if (custom) return custom.flags;
  const polled = command === 'wait' ? known?.commandFor(known.waiters[args[0] ?? ''] ?? '') : command;
  const operation = polled === undefined ? undefined : known?.operation(polled);
  return operation ? [...operation.flags.filter((flag) => !flag.positional), ...generalFlags(operation.paginated)] : [];
}

const dashed = (flags: readonly Flag[]): string[] => flags.map(({ name }) => `--${name}`).sort();

/** The option whose value the next word is. */
function openFlag(args: readonly string[], flags: readonly Flag[]): Flag | null {
  const at = args.findLastIndex((word) => word.startsWith('--'));
  const name = args[at]?.slice(2);
  const flag = [...flags, ...GLOBAL_FLAGS].find((one) => one.name === name);
  if (!flag || flag.kind === 'boolean') return null;
  return flag.kind === 'list' || at === args.length - 1 ? flag : null;
}

interface Around {
  service: string;
  args: readonly string[];
  flags: readonly Flag[];
}

function valuesOf(flag: Flag, { service, args, flags }: Around): AwsNext {
  if (flag.values.length > 0) return words(flag.values);
  const type = resourceType(service, flag.name);
  const listing = type === undefined ? undefined : lister(type);
  if (type === undefined || listing === undefined) return NOTHING;
  const given = (wanted: string): string | undefined => {
    const of = flags.find((one) => resourceType(service, one.name) === wanted && args.includes(`--${one.name}`));
    return of && args[args.indexOf(`--${of.name}`) + 1];
  };
  const argv = listing.map((word) => /^\{(.+)\}$/.exec(word)?.[1] ?? null);
  const filled = listing.map((word, i) => (argv[i] === null ? word : given(argv[i] ?? '')));
  const complete = filled.filter((word) => word !== undefined);
  return complete.length < filled.length ? NOTHING : { words: [], listed: { type, argv: complete } };
}
