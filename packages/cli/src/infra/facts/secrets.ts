import type { Ref, Stack, Value } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import { find } from '../find.ts';
import { JsonText, type Tree } from '../tree.ts';

/** A secret of Secrets Manager: of the stack, or made by the export for what must not stand in a definition as plain text. */
export interface ExportedSecret {
  id: string;
  name: string;
  value(exporting: Exporting): Tree;
}

/** Whether a value shows a password or token. */
export function isSecret(stack: Stack, value: Value): boolean {
  if (typeof value === 'string') return false;
  if ('join' in value) return value.join.some((part) => isSecret(stack, part));
  const { ref, id, attribute } = value;
  if (ref === 'secret') return attribute === 'value';
  if (ref === 'database') return ['password', 'url', 'proxyUrl'].includes(attribute);
  return (
    ref === 'cache' && ['password', 'url'].includes(attribute) && find(stack, 'cache', id).authSecret !== undefined
  );
}

/** Whether the stack says how a secret's value is made of other resources. What it says in plain is asked for instead. */
export function isMade(value: Value | undefined): value is Exclude<Value, string> {
  return value !== undefined && typeof value !== 'string';
}

export function exportedSecrets(stack: Stack): ExportedSecret[] {
  return [
    ...stack.secrets.map(({ id, name }) => ({ id, name, value: secretValue(id) })),
    ...stack.databases.map((database) => loginOf(stack, database)),
    ...taskSecrets(stack),
  ];
}

/** Id of the secret in which a task finds a value that is secret. */
export function taskSecretId(
  value: Exclude<Value, string>,
  { service, variable }: { service: string; variable: string },
): string {
  if ('join' in value) return `${service}-${variable}`;
  return value.ref === 'secret' ? value.id : idOf(value);
}

/** Id of the secret that holds user and password of a database, as RDS Proxy reads them. */
export function loginId(database: string): string {
  return `database-${database}-login`;
}

function taskSecrets(stack: Stack): ExportedSecret[] {
  const secrets = new Map<string, ExportedSecret>();
  for (const { id: service, environment } of stack.services) {
    for (const [variable, value] of Object.entries(environment)) {
      if (!isMade(value) || !isSecret(stack, value) || ('ref' in value && value.ref === 'secret')) continue;
      const id = taskSecretId(value, { service, variable });
      secrets.set(id, { id, name: nameOf(stack, id), value: ({ say }) => say(value) });
    }
  }
  return [...secrets.values()];
}

function loginOf(stack: Stack, { id, username }: Stack['databases'][number]): ExportedSecret {
  return {
    id: loginId(id),
    name: nameOf(stack, loginId(id)),
    value: ({ attribute }) => new JsonText({ username, password: attribute('database', id, 'password') }),
  };
}

function secretValue(id: string): ExportedSecret['value'] {
  return ({ attribute }) => attribute('secret', id, 'value');
}

function nameOf({ project, name }: Stack, id: string): string {
  return `${project}-${name}/${id}`;
}

function idOf({ ref, id, attribute }: Ref): string {
  return `${ref}-${id}-${attribute}`;
}
