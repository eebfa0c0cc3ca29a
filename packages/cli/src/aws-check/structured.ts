/** Tolerant reading of structured values: JSON and the command line's shorthand (`Name=a,Value=$B`). */
import type { InputShape } from '@steadyhand/aws-catalog';

/** What is wrong inside a structured value. */
export interface Misfit {
  /** `member`: the structure has no member of this name; `enum`: the value is none of those allowed. */
  kind: 'member' | 'enum';
  member: string;
  value: string;
  /** As written in the document. */
  word: string;
  known: readonly string[];
}

export function* misfitsOfJson(value: unknown, shape: InputShape): Generator<Misfit> {
  if (Array.isArray(value)) {
    for (const item of value) yield* misfitsOfJson(item, shape.item ?? shape);
  } else if (typeof value === 'object' && value !== null) {
    for (const [member, inner] of Object.entries(value)) {
      if (shape.kind === 'map' && shape.item) yield* misfitsOfJson(inner, shape.item);
      if (shape.kind !== 'structure') continue;
      const found = shape.members.get(member)?.shape();
      if (!found) yield unknownMember(member, shape);
      else if (typeof inner === 'string') yield* misfitOfScalar(member, inner, { shape: found, word: inner });
      else yield* misfitsOfJson(inner, found);
    }
  }
}

export function* misfitsOfShorthand(text: string, shape: InputShape): Generator<Misfit> {
  const structure = shape.kind === 'list' ? shape.item : shape;
  if (structure?.kind !== 'structure') return;
  for (const { key, value } of splitPairs(text)) {
    const found = structure.members.get(key)?.shape();
    if (!found) yield unknownMember(key, structure);
    else if (/^\{.*\}$/s.test(value)) yield* misfitsOfShorthand(value.slice(1, -1), found);
    else if (/^\[\{.*\}\]$/s.test(value)) yield* misfitsOfShorthand(value.slice(2, -2), found);
    else yield* misfitOfScalar(key, value, { shape: found, word: `${key}=${value}` });
  }
}

function unknownMember(member: string, shape: InputShape): Misfit {
  return { kind: 'member', member, value: '', word: member, known: [...shape.members.keys()] };
}

function* misfitOfScalar(
  member: string,
  value: string,
  { shape, word }: { shape: InputShape; word: string },
): Generator<Misfit> {
  if (shape.kind !== 'scalar' || shape.values.length === 0 || shape.values.includes(value)) return;
  yield { kind: 'enum', member, value, word, known: shape.values };
}

interface Pair {
  key: string;
  value: string;
}

/** Cuts `a=1,b=2,3,c={d=4}` at the commas that begin a new pair; quotes, brackets and `$(…)` are skipped. */
function splitPairs(text: string): Pair[] {
  const parts: string[] = [];
  let [depth, from, quote] = [0, 0, ''];
  for (let at = 0; at <= text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (/[[{(]/.test(char)) depth += 1;
    else if (/[\]})]/.test(char)) depth -= 1;
    if (at < text.length && (char !== ',' || depth > 0 || quote !== '')) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return parts.flatMap((part) => {
    const [, key, value] = /^\s*([A-Za-z]\w*)=(.*)$/s.exec(part) ?? [];
    return key === undefined || value === undefined
      ? []
      : [{ key, value: value.trim().replace(/^(["'])(.*)\1$/s, '$2') }];
  });
}
