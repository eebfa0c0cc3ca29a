import { EFFECT_OVERRIDES, type ParsedCommand } from '@steadyhand/aws-catalog';
import { isObject, type Tree } from './output/tree.ts';
import { addSecret, secretPart } from './secrets.ts';

const SECRET_KEY = /token|passw|secret|key|credential|plaintext|blob|data|url|location|code/i;

/**
 * What must not be shown of a result: the sensitive members, the pieces of them that `--query` cut out, and of a command
 * whose output is the secret itself (`sts get-session-token`) what is printed.
 */
export function shownSecrets(
  parsed: ParsedCommand,
  sensitive: ReadonlySet<string>,
  shown: readonly Tree[],
): readonly string[] {
  const secrets = new Set(sensitive);
  const revealing = EFFECT_OVERRIDES.get(`${parsed.service} ${parsed.command}`)?.[0];
  const isSecretItself = revealing?.effect === 'reveal' && !revealing.when;
  for (const [key, text] of shown.flatMap((tree) => leaves(tree, ''))) {
    const piece = [...sensitive].some((secret) => secretPart(secret).includes(text));
    if (piece || (isSecretItself && (key === '' || SECRET_KEY.test(key)))) addSecret(text, secrets);
  }
  return [...secrets];
}

function leaves(tree: Tree, key: string): (readonly [string, string])[] {
  if (typeof tree === 'string') return [[key, tree]];
  if (Array.isArray(tree)) return tree.flatMap((item) => leaves(item, key));
  return isObject(tree) ? Object.entries(tree).flatMap(([name, item]) => leaves(item, name)) : [];
}
