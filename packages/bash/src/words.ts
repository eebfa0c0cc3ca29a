import { type AnyNode, childNodes, type WordNode, type WordPart, wordSource } from './ast.ts';
import { isMasked, maskedNames, unmask } from './blanks.ts';

/** What is known of a word without running anything. */
export interface StaticWord {
  /** The word's value, or its source text without the outer quotes where it depends on the session. */
  text: string;
  resolved: boolean;
  /** Names of the variables and blanks that stand in it; those inside `$(…)` belong to the command there. */
  parameters: string[];
}

export function readWord(word: WordNode): StaticWord {
  const [only] = word.parts;
  // Most words are one plain text.
  if (word.parts.length === 1 && only?.type === 'Literal' && !isMasked(only.value))
    return { text: only.value, resolved: true, parameters: [] };
  const resolved = word.parts.every(isStatic);
  const text = word.parts.map(partText).join('');
  const masked = maskedNames(text);
  return {
    text: unmask(text),
    resolved: resolved && masked.length === 0,
    parameters: [...new Set([...(resolved ? [] : word.parts.flatMap(partNames)), ...masked])],
  };
}

function isStatic(part: WordPart): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'Escaped':
    // A pattern that matches no file stays as it is (`?` in a URL), and a session has few files.
    case 'Glob':
      return true;
    case 'DoubleQuoted':
      return part.parts.every(isStatic);
    default:
      return false;
  }
}

function partText(part: WordPart): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'Escaped':
      return part.value;
    case 'Glob':
      return part.pattern;
    case 'DoubleQuoted':
      return part.parts.map(partText).join('');
    default:
      return wordSource({ type: 'Word', parts: [part] });
  }
}

const NAME = /^[A-Za-z_]\w*$/;

/** Whether this can be the name of a variable; positional and special parameters are not. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

function partNames(node: AnyNode): string[] {
  if (node.type === 'CommandSubstitution' || node.type === 'ProcessSubstitution' || node.type === 'ArithCommandSubst') {
    return [];
  }
  const own =
    node.type === 'ParameterExpansion'
      ? node.parameter.replace(/\[.*$/s, '')
      : node.type === 'ArithVariable'
        ? node.name
        : '';
  return [...(isName(own) ? [own] : []), ...childNodes(node).flatMap(partNames)];
}
