import { type AnyNode, childNodes } from './ast.ts';
import { tryParse } from './pieces.ts';
import { scan } from './scan.ts';
import { isShellName } from './shell-names.ts';
import { isName } from './words.ts';

/**
 * Puts a call of `checker` with the names that are read in front of every arithmetic expression, so that it can stop
 * the shell where a name has no value and would count as zero: `$((COUNT + 2))` becomes
 * `$(checker COUNT)$((COUNT + 2))`, `((n = COUNT))` becomes `{ checker COUNT; ((n = COUNT)); }`. The checker prints
 * nothing. Lines stay what they were. `let`, subscripts and `for ((…))` are left as they are.
 */
export function guardArithmetic(text: string, checker: string): string {
  let guarded = '';
  let at = 0;
  scan(text, {
    arithmetic(start, end) {
      const names = readNames(text.slice(start, end));
      // Inside of another expression a substitution would see exported names alone; the outer one has checked it all.
      if (start < at || names.length === 0 || SUBSCRIPT.test(text.slice(0, start))) return;
      const call = `${checker} ${names.join(' ')}`;
      const isWord = text.charAt(start - 3) === '$';
      const from = start - (isWord ? 3 : 2);
      const expression = text.slice(from, end + 2);
      guarded += text.slice(at, from) + (isWord ? `$(${call})${expression}` : `{ ${call}; ${expression}; }`);
      at = end + 2;
    },
  });
  return guarded + text.slice(at);
}

const SUBSCRIPT = /\w\[[^\]\s]*$/;

/** Names that the expression reads as numbers; none for the three parts of `for ((…; …; …))`. */
function readNames(expression: string): string[] {
  if (expression.includes(';')) return [];
  const script = tryParse(`: $((${expression}))`);
  if ('error' in script) return [];
  const names = { read: new Set<string>(), set: new Set<string>() };
  collect(script, names);
  return [...names.read].filter((name) => isName(name) && !isShellName(name) && !names.set.has(name));
}

function collect(node: AnyNode, names: { read: Set<string>; set: Set<string> }): void {
  // What runs inside is a shell of its own, and an expansion with an operation says what it is when unset.
  if (node.type === 'ArithCommandSubst') return;
  if (node.type === 'ArithAssignment') (node.operator === '=' ? names.set : names.read).add(node.variable);
  if (node.type === 'ArithVariable') names.read.add(node.name);
  if (node.type === 'ParameterExpansion' && node.operation === null) names.read.add(node.parameter);
  for (const child of childNodes(node)) collect(child, names);
}
