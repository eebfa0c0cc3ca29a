import { randomBytes } from 'node:crypto';

/** Random tokens by key: the first call draws one, later ones give the same. */
export function randomTokens(): (key: string) => string {
  const drawn = new Map<string, string>();
  return (key) => {
    const token = drawn.get(key) ?? randomBytes(16).toString('hex');
    drawn.set(key, token);
    return token;
  };
}
