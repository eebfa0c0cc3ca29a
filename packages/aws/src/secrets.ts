import { isJsonObject, isSensitive, kindOf, members, type Schema } from './schema.ts';

/** Shorter values would be found everywhere. */
const LEAST_LENGTH = 6;

/** Names of entries of an environment or parameter block whose value is a secret. */
const SECRET_NAME = /secret|token|pass|pwd|key|credential|auth|dsn|private|signature/i;
const URL_WITH_PASSWORD = /:\/\/[^/\s:@]*:([^/\s@]+)@/;

/** What a piece cut out of a secret is compared with: of an address its password alone, for its host stands in half of all answers. */
export function secretPart(secret: string): string {
  return URL_WITH_PASSWORD.exec(secret)?.[1] ?? secret;
}

/** Adds the values that must not be shown: what the model marks as sensitive, and what a secret that is JSON holds. */
export function collectSecrets(value: unknown, schema: Schema, into: Set<string>): void {
  if (value === null || value === undefined) return;
  const kind = kindOf(schema);
  if (isSensitive(schema)) {
    if (kind === 'list' || kind === 'map') collectNamed(value, into);
    else if (kind === 'structure') collectLeaves(value, into);
    else addSecret(value, into);
    return;
  }
  if (kind === 'structure' && isJsonObject(value)) collectStructure(value, schema, into);
  if (kind === 'list' && Array.isArray(value))
    for (const item of value) collectSecrets(item, schema.getValueSchema(), into);
  if (kind === 'map' && isJsonObject(value))
    for (const item of Object.values(value)) collectSecrets(item, schema.getValueSchema(), into);
}

function collectStructure(value: Readonly<Record<string, unknown>>, schema: Schema, into: Set<string>): void {
  // A parameter of Systems Manager is only secret as a SecureString.
  const plain = value.Type === 'String' || value.Type === 'StringList';
  for (const [name, member] of members(schema)) {
    if (!(plain && name === 'Value')) collectSecrets(value[name], member, into);
  }
}

/** A block of names with values is sensitive as a whole; only the entries that are secrets are taken. */
function collectNamed(value: unknown, into: Set<string>): void {
  const entries = Array.isArray(value) ? value.map(namedEntry) : isJsonObject(value) ? Object.entries(value) : [];
  for (const [name, item] of entries) {
    if (SECRET_NAME.test(name) || (typeof item === 'string' && URL_WITH_PASSWORD.test(item))) collectLeaves(item, into);
  }
}

function namedEntry(item: unknown): [string, unknown] {
  if (!isJsonObject(item)) return ['secret', item];
  return [String(item.name ?? item.Name ?? item.Key ?? 'secret'), item.value ?? item.Value];
}

export function collectLeaves(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectLeaves(item, into);
  else if (isJsonObject(value)) for (const item of Object.values(value)) collectLeaves(item, into);
  else addSecret(value, into);
}

export function addSecret(value: unknown, into: Set<string>): void {
  if (value instanceof Uint8Array) {
    into.add(Buffer.from(value).toString('base64'));
    return;
  }
  if (typeof value !== 'string' || value.length < LEAST_LENGTH || /^\*+$/.test(value)) return;
  into.add(value);
  if (!/^\s*[[{]/.test(value)) return;
  try {
    collectLeaves(JSON.parse(value) as unknown, into);
  } catch {
    // Not JSON: the text as a whole is the secret.
  }
}
