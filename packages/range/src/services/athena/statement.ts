import { invalidRequest } from './world.ts';

export type Statement =
  | { kind: 'query' }
  | { kind: 'show-databases' }
  | { kind: 'show-tables'; database: string | null };

/**
 * What a text asks for. Nothing can be changed here.
 * @throws {AwsError} InvalidRequestException
 */
export function readStatement(text: string): Statement {
  const sql = withoutComments(text);
  const [first = ''] = /^[a-z]+/i.exec(sql) ?? [];
  if (/^(select|with|values)$/i.test(first)) return { kind: 'query' };
  if (/^show\s+(databases|schemas)$/i.test(sql)) return { kind: 'show-databases' };
  const tables = /^show\s+tables(?:\s+(?:in|from)\s+["`]?(\w+)["`]?)?$/i.exec(sql);
  if (tables) return { kind: 'show-tables', database: tables[1] ?? null };
  throw invalidRequest(
    first === ''
      ? 'Query string is empty'
      : `Queries of this type are not supported (${first.toUpperCase()}, in this range)`,
  );
}

export function withoutComments(text: string): string {
  return text.replace(/^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/|\()+/, '').replace(/[\s;]+$/, '');
}
