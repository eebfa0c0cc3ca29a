import { snakeCase } from '../names.ts';
import { JsonText, type Resource, Template, type Tree } from '../tree.ts';

/** Literal text in Terraform's templates, where `${` and `%{` begin expressions. */
export function escapeText(text: string): string {
  return text.replace(/\$\{|%\{/g, (opening) => `${opening[0]}${opening}`);
}

/**
 * As "JSON Configuration Syntax" of Terraform's documentation has it: every string is a template. JSON is also an
 * expression of the language, with templates for strings, so that `jsonencode` can be given it as it is.
 */
export function render(tree: Tree): unknown {
  if (typeof tree === 'string') return escapeText(tree);
  if (tree instanceof Template) return tree.text;
  if (tree instanceof JsonText) return `\${jsonencode(${JSON.stringify(render(tree.content))})}`;
  if (Array.isArray(tree)) return tree.map(render);
  if (typeof tree !== 'object') return tree;
  const kept = Object.entries(tree).flatMap(([key, value]) => (value === undefined ? [] : [[key, render(value)]]));
  return Object.fromEntries(kept);
}

export function renderResource({ region, body }: Resource): unknown {
  const rendered = render(body);
  return region === undefined ? rendered : { provider: `aws.${snakeCase(region)}`, ...(rendered as object) };
}
