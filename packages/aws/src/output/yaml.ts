import { Document, Scalar, visit } from 'yaml';
import { Double, isObject, type Tree } from './tree.ts';

/** As ruamel.yaml dumps it for the AWS CLI: keys in order, lists not indented, texts that look like something else quoted. */
export function toYaml(tree: Tree): string {
  const document = new Document(plain(tree), { version: '1.1', sortMapEntries: true });
  visit(document, {
    Scalar: (_, node) => {
      if (!(node.value instanceof Double)) return;
      const text = String(node.value);
      node.value = node.value.value;
      if (text.endsWith('.0')) node.minFractionDigits = 1;
    },
  });
  const text = document.toString({ singleQuote: true, indentSeq: false, lineWidth: 80, directives: false });
  return isObject(tree) || Array.isArray(tree) ? text : `${text}...\n`;
}

function plain(tree: Tree): unknown {
  if (Array.isArray(tree)) return tree.map(plain);
  if (tree instanceof Double) return new Scalar(tree);
  return isObject(tree) ? Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, plain(value)])) : tree;
}
