/**
 * The doc comments of schemas. zod keeps no comments, so they are read from the source: the expressions that build a
 * schema (`z.object`, `z.array`, `z.union`, …) have the shape of the schema itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

export interface Comments {
  text: string;
  /** Of an object's fields. Lists and records are seen through: these are the fields of what they hold. */
  fields: ReadonlyMap<string, Comments>;
  /** Of a union's options, in order. */
  options: readonly Comments[];
}

export const NO_COMMENTS: Comments = { text: '', fields: new Map(), options: [] };

type Constants = ReadonlyMap<string, ts.VariableDeclaration>;

/** Comments by the name of a constant of the folder's modules: `StepSchema`. */
export function readComments(folder: string): (constant: string) => Comments {
  const constants = new Map<string, ts.VariableDeclaration>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const text = readFileSync(resolve(folder, name), 'utf8');
    for (const statement of ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true).statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const declaration of statement.declarationList.declarations) {
        constants.set(declaration.name.getText(), declaration);
      }
    }
  }
  return (constant) => ofConstant(constant, constants);
}

function ofConstant(name: string, constants: Constants): Comments {
  const declaration = constants.get(name);
  if (!declaration?.initializer) return NO_COMMENTS;
  const comments = ofSchema(declaration.initializer, constants);
  return { ...comments, text: commentBefore(declaration.parent.parent) || comments.text };
}

function ofSchema(node: ts.Expression, constants: Constants): Comments {
  if (ts.isIdentifier(node)) return ofConstant(node.text, constants);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return NO_COMMENTS;
  const [first, second] = node.arguments;
  switch (node.expression.name.text) {
    case 'object':
    case 'strictObject':
      return { ...NO_COMMENTS, fields: first ? ofFields(first, constants) : new Map() };
    case 'array':
      return first ? ofSchema(first, constants) : NO_COMMENTS;
    case 'record':
    case 'partialRecord':
      return second ? ofSchema(second, constants) : NO_COMMENTS;
    case 'union':
      return { ...NO_COMMENTS, options: first ? ofOptions(first, constants) : [] };
    case 'discriminatedUnion':
      return { ...NO_COMMENTS, options: second ? ofOptions(second, constants) : [] };
    default:
      // `.optional()`, `.default(…)`, `.regex(…)`: the schema is what they are called on.
      return ofSchema(node.expression.expression, constants);
  }
}

function ofOptions(list: ts.Expression, constants: Constants): Comments[] {
  if (!ts.isArrayLiteralExpression(list)) return [];
  return list.elements.map((element) => {
    const comments = ofSchema(element, constants);
    return { ...comments, text: commentBefore(element) || comments.text };
  });
}

function ofFields(object: ts.Expression, constants: Constants): Map<string, Comments> {
  const fields = new Map<string, Comments>();
  if (!ts.isObjectLiteralExpression(object)) return fields;
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = constants.get(property.expression.getText())?.initializer;
      if (spread) for (const [name, comments] of ofFields(spread, constants)) fields.set(name, comments);
    } else if (ts.isPropertyAssignment(property)) {
      const comments = ofSchema(property.initializer, constants);
      fields.set(property.name.getText(), { ...comments, text: commentBefore(property) || comments.text });
    }
  }
  return fields;
}

/** The text of the doc comment that stands before a node, on one line. */
function commentBefore(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const start = node.getFullStart();
  // One on the line of what stands before, `{ /** … */ name: … }`, trails that to TypeScript.
  const before = [
    ...(ts.getTrailingCommentRanges(text, start) ?? []),
    ...(ts.getLeadingCommentRanges(text, start) ?? []),
  ];
  const range = before.findLast(({ pos }) => text.startsWith('/**', pos));
  if (!range) return '';
  return text
    .slice(range.pos + 3, range.end - 2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
