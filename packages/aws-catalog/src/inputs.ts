/**
 * The members of structures in inputs (`Name=…,Value=…`), from `generated/inputs/<service>.json`, for the services
 * whose clients are bundled.
 *
 * A structure is its members, separated by spaces: `[*]Member[:reference]`; * is required. A reference is the name of a
 * structure, `=n` for a string with the values of the file's n-th enum, or one of these behind `[` (a list of it) or
 * `{` (a map to it); none is a scalar.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface InputShape {
  kind: 'scalar' | 'structure' | 'list' | 'map';
  /** The values allowed for a scalar; empty when any is. */
  values: readonly string[];
  /** Of a structure, by name. */
  members: ReadonlyMap<string, InputMember>;
  /** Of a list or a map. */
  item: InputShape | null;
}

export interface InputMember {
  required: boolean;
  /** Decoded when asked for: structures may hold themselves. */
  shape(): InputShape;
}

interface InputsFile {
  enums: string[][];
  shapes: Record<string, string>;
  operations: Record<string, string>;
}

const require = createRequire(import.meta.url);
const INPUTS = fileURLToPath(new URL('./generated/inputs/', import.meta.url));

/** What stands in a structured member of an operation's input; undefined where nothing is known of it. */
export function inputShape(service: string, operation: string, member: string): InputShape | undefined {
  const path = `${INPUTS}${service}.json`;
  if (!/^[\w-]+$/.test(service) || !existsSync(path)) return undefined;
  const file = require(path) as InputsFile;
  const text = Object.hasOwn(file.operations, operation) ? file.operations[operation] : undefined;
  return text === undefined ? undefined : decodeMembers(text, file).get(member)?.shape();
}

function decodeMembers(text: string, file: InputsFile): ReadonlyMap<string, InputMember> {
  return new Map(
    text.split(' ').flatMap((token) => {
      const [, required, name, reference = ''] = /^(\*?)([^:]+)(?::(.+))?$/.exec(token) ?? [];
      return name === undefined
        ? []
        : [[name, { required: required === '*', shape: () => decode(reference, file) }] as const];
    }),
  );
}

const NONE = { values: [], members: new Map<string, InputMember>(), item: null };

function decode(reference: string, file: InputsFile): InputShape {
  if (reference.startsWith('[')) return { ...NONE, kind: 'list', item: decode(reference.slice(1), file) };
  if (reference.startsWith('{')) return { ...NONE, kind: 'map', item: decode(reference.slice(1), file) };
  if (reference.startsWith('='))
    return { ...NONE, kind: 'scalar', values: file.enums[Number(reference.slice(1))] ?? [] };
  const members = Object.hasOwn(file.shapes, reference) ? file.shapes[reference] : undefined;
  return members === undefined
    ? { ...NONE, kind: 'scalar' }
    : { ...NONE, kind: 'structure', members: decodeMembers(members, file) };
}
