import { type AnyNode, childNodes } from './ast.ts';
import type { Span } from './command-words.ts';
import { firstOfCommand } from './guard-words.ts';
import { tryParse } from './pieces.ts';
import { scan } from './scan.ts';
import { readWord } from './words.ts';

/**
 * Puts `asker` in place of every `read` that nothing is piped or redirected to: there the line is a person's. In a function
 * whoever calls it decides what it reads, so that the asker has to look; loops over lines are left alone there.
 */
export function guardReads(text: string, asker: string): string {
  return replaceNames(text, { from: 'read', to: asker }, ({ input }) => !input);
}

/** Puts `leaver` in place of every `exit` that ends the whole shell, and not a part of a pipe or a shell inside of it. */
export function guardExits(text: string, leaver: string): string {
  return replaceNames(text, { from: 'exit', to: leaver }, ({ nested }) => !nested);
}

interface Place {
  /** Something is piped or redirected into it. */
  input: boolean;
  inFunction: boolean;
  /** In a part of a pipe, or in a shell of its own. */
  nested: boolean;
}

const NUMBERED = 'steady-numbered-';
const OUTSIDE: Place = { input: false, inFunction: false, nested: false };

function replaceNames(
  text: string,
  { from, to }: { from: string; to: string },
  isMeant: (place: Place) => boolean,
): string {
  if (!text.includes(from)) return text;
  const found: Span[] = [];
  scan(text, {
    command(words) {
      const source = words.map(({ start, end }) => text.slice(start, end));
      const name = words[firstOfCommand(source)];
      if (name !== undefined && text.slice(name.start, name.end) === from) found.push(name);
    },
  });
  if (found.length === 0) return text;
  found.sort((a, b) => a.start - b.start);
  // Only the tree knows what stands where, and only the text has offsets: numbered names connect them.
  const script = tryParse(replaceAll(text, found, (i) => `${NUMBERED}${i}`));
  if ('error' in script) return text;
  const meant = new Set<string>();
  visit(script, OUTSIDE, (name, place) => {
    if (isMeant(place)) meant.add(name);
  });
  return replaceAll(text, found, (i) => (meant.has(`${NUMBERED}${i}`) ? to : from));
}

function visit(node: AnyNode, outer: Place, see: (name: string, place: Place) => void): void {
  const place = {
    input: outer.input || takesInput(node),
    inFunction: outer.inFunction || node.type === 'FunctionDef',
    nested: outer.nested || OWN_SHELL.has(node.type) || (node.type === 'Pipeline' && node.commands.length > 1),
  };
  if (node.type === 'SimpleCommand' && node.name !== null) see(readWord(node.name).text, place);
  const isLoop = node.type === 'While' || node.type === 'Until';
  const fed = new Set<AnyNode>([
    ...(node.type === 'Pipeline' ? node.commands.slice(1) : []),
    ...(isLoop && place.inFunction ? node.condition : []),
  ]);
  for (const child of childNodes(node)) visit(child, { ...place, input: place.input || fed.has(child) }, see);
}

/** What is carried out in a shell of its own. */
export const OWN_SHELL: ReadonlySet<string> = new Set([
  'Subshell',
  'CommandSubstitution',
  'ArithCommandSubst',
  'ProcessSubstitution',
]);

function takesInput(node: AnyNode): boolean {
  return 'redirections' in node && node.redirections.some(({ operator }) => operator.startsWith('<'));
}

function replaceAll(text: string, spans: readonly Span[], word: (index: number) => string): string {
  let result = '';
  let at = 0;
  for (const [i, { start, end }] of spans.entries()) {
    result += text.slice(at, start) + word(i);
    at = end;
  }
  return result + text.slice(at);
}
