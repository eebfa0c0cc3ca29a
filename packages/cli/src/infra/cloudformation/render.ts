import { type Body, JsonText, Template, type Tree } from '../tree.ts';

/** Literal text in `Fn::Sub`, where `${` begins an expression. */
export function escapeText(text: string): string {
  return text.replaceAll('${', '${!');
}

/** A tree as a template of CloudFormation: expressions as `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function render(tree: Tree): unknown {
  if (tree instanceof Template) return expression(tree.text);
  if (tree instanceof JsonText) return expression(jsonText(tree.content));
  if (Array.isArray(tree)) return tree.map(render);
  if (typeof tree !== 'object') return tree;
  return renderBody(tree as Body);
}

export function renderBody(body: Body): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => (value === undefined ? [] : [[key, render(value)]])),
  );
}

function expression(text: string): unknown {
  const [, name, attribute] = /^\$\{([\w:]+)(?:\.([\w.]+))?\}$/.exec(text) ?? [];
  if (name !== undefined) return attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] };
  return /\$\{[^!]/.test(text) ? { 'Fn::Sub': text } : text.replaceAll('${!', '${');
}

/** JSON in which `Fn::Sub` finds its expressions where the values are. */
function jsonText(content: Tree): string {
  return JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value === 'string') return escapeText(value);
    return value instanceof Template ? value.text : value;
  });
}
