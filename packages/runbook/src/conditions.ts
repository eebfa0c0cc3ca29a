/** Conditions in the words of a step: `If X: do Y`, `X → do Y`, `Do Y if X`, `Do Y (after X)`. */
export interface Conditional {
  /** As it stands: `If DLQ has messages`. */
  condition: string | null;
  /** What remains to be done; the whole text where nothing else remains. */
  text: string;
}

const LEADING_WORD =
  /^(?:if|when|whenever|in case|only if|unless|once|after|should|for|si|cuando|solo si|en caso|se|quando|falls|wenn)\s/i;
const ARROW = /\s*(?:→|->|=>|â†’)\s*/;
const TRAILING = /^(.{3,}?)[,;]?\s+((?:only )?(?:if|unless|when|once|in case)\s.{2,})$/i;
const PARENTHESIS =
  /^(.{3,}?)\s*\(((?:only |sólo |solo )?(?:if|when|unless|after|once|si|cuando|in case)\s[^()]{2,})\)\s*(.*)$/i;

/** Reads the condition out of the text of a step. */
export function readCondition(text: string): Conditional {
  const words = text.trim();
  if (words.length > 2000) return { condition: null, text: words };
  return leading(words) ?? parenthesis(words) ?? arrow(words) ?? trailing(words) ?? { condition: null, text: words };
}

/** A label or heading that is a condition as a whole: `If auto-scaling isn't responding`. */
export function isCondition(label: string): boolean {
  return /^(?:if|when|whenever|in case|only if|unless|si|cuando|solo si)\s/i.test(label);
}

function leading(words: string): Conditional | null {
  if (!LEADING_WORD.test(words)) return null;
  const arrowed = words.split(ARROW);
  if (arrowed.length > 1 && isCondition(words)) return cut(words, arrowed[0] ?? '');
  const colon = /^(.{4,160}?):\s+(\S.*)$/.exec(words);
  const comma = /^((?:if|when|unless|once|after|in case|si|cuando)\s[^,]{2,160}),\s+(\S.*)$/i.exec(words);
  // `If X, do Y (note: Z)`: a colon inside of what is to be done does not end the condition.
  const commaFirst =
    comma !== null && (comma[1] ?? '').length < (colon?.[1] ?? words).length && /\([^()]*$/.test(colon?.[1] ?? '');
  if (colon !== null && isCondition(words) && !commaFirst) return cut(words, colon[1] ?? '');
  if (comma !== null) return cut(words, comma[1] ?? '');
  if (!isCondition(words)) return null;
  const whole = words.replace(/:$/, '');
  return { condition: whole, text: whole };
}

function arrow(words: string): Conditional | null {
  const parts = words.split(ARROW);
  const [before = ''] = parts;
  // `Go to CloudWatch → Logs` is a way through menus, `High CPU → Scale out` is a condition.
  if (parts.length !== 2 || before === '' || isWay(before) || before.length > 120) return null;
  return /^(?:[A-Z][a-z]+\s)*[a-z]|^[A-Z]{2,}|[<>≥≤%]/.test(parts[1] ?? '') || /[<>≥≤%\d]|\s/.test(before)
    ? cut(words, before)
    : null;
}

function isWay(before: string): boolean {
  return (
    /^(?:go to|open|navigate|click|select|choose|in|use|from|console|aws console|ecs|ec2|rds|s3|cloudwatch\b.*|github\b.*|\w+)$/i.test(
      before,
    ) || /^(?:go to|open|navigate|click|select|ir a)\s/i.test(before)
  );
}

function parenthesis(words: string): Conditional | null {
  const match = PARENTHESIS.exec(words);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const rest = (match[3] ?? '').replace(/^[:：.]\s*/, '');
  return { condition: match[2], text: `${match[1]}${rest === '' ? '' : `: ${rest}`}` };
}

function trailing(words: string): Conditional | null {
  // In a longer text the clause belongs to one of its sentences, not to the step.
  if (words.length > 200 || /[.!?]\s+\S/.test(words)) return null;
  const match = TRAILING.exec(words);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  if (match[1].lastIndexOf('(') > match[1].lastIndexOf(')')) return null;
  // `Review the deployments: roll back if necessary` reviews in any case.
  if (/^(?:check|review|verify|inspect|identify|look|assess|find|analy[sz]e|determine)\b[^:]*:\s/i.test(match[1]))
    return null;
  // "Check if X" asks; only "do X if Y" is conditional.
  if (
    /\b(?:check|verify|see|confirm|determine|ask|validate|know|test|identify|decide|document|or|and|even|as|note|notice|monitor)$/i.test(
      match[1],
    )
  )
    return null;
  return { condition: match[2].replace(/[.:]$/, ''), text: match[1] };
}

function cut(words: string, condition: string): Conditional {
  const text = words
    .slice(condition.length)
    .replace(/^\s*(?:[:,：]|→|->|=>|â†’)\s*/, '')
    .trim();
  return { condition: condition.trim(), text: text === '' ? words : text };
}
