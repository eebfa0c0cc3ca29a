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
 *
 * A substitution inside of an expression would see exported variables alone, and no functions; it is carried out before:
 * `$(($(f) + 2))` becomes `$(substitution_1=$(f) || :; checker substitution_1; echo $((substitution_1 + 2)))`.
 */
export function guardArithmetic(text: string, checker: string): string {
  let guarded = '';
  let at = 0;
  scan(text, {
    arithmetic(start, end) {
      // What stands inside of another expression is guarded with it.
      if (start < at || SUBSCRIPT.test(text.slice(0, start))) return;
      const { before, expression } = withoutSubstitutions(text.slice(start, end), checker);
      const names = readNames(expression);
      if (names.length === 0) return;
      const calls = [...before, `${checker} ${names.join(' ')}`].join('; ');
      const isWord = text.charAt(start - 3) === '$';
      const from = start - (isWord ? 3 : 2);
      const word = `$((${expression}))`;
      const inside = before.length > 0 ? `$(${calls}; echo ${word})` : `$(${calls})${word}`;
      guarded += text.slice(at, from) + (isWord ? inside : `{ ${calls}; ((${expression})); }`);
      at = end + 2;
    },
  });
  return guarded + text.slice(at);
}

/** The expression with variables in place of its substitutions, and the assignments that give them their values. */
function withoutSubstitutions(source: string, checker: string): { before: string[]; expression: string } {
  const found: { start: number; end: number; opening: number }[] = [];
  scan(source, { substitution: (start, end, opening) => void found.push({ start, end, opening }) });
  const outermost = found.filter(({ start }) => !found.some((outer) => outer.start < start && start < outer.end));
  if (source.includes(';')) return { before: [], expression: source };
  const before: string[] = [];
  let expression = '';
  let at = 0;
  for (const { start, end, opening } of outermost) {
    const name = `substitution_${before.length + 1}`;
    const [open, close] = opening === 2 ? ['$(', ')'] : ['`', '`'];
    before.push(`${name}=${open}${guardArithmetic(source.slice(start + opening, end - 1), checker)}${close} || :`);
    expression += source.slice(at, start) + name;
    at = end;
  }
  return { before, expression: expression + source.slice(at) };
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
