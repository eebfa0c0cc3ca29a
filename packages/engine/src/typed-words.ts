/** What people type, and what programs say of themselves, goes into the record in their own words; secrets do not. */
import type { Journal, Order, RunEvent } from '@steadyhand/contracts';
import { createRedactor, type Redactor } from '@steadyhand/shell';

/** Fields of events that hold such words, and nothing that a later life reads. */
const WORDS = ['reason', 'text', 'note', 'evidence', 'detail'] as const;
/** The text of a step is the runbook's, and told apart by it. */
const OWN_TEXT: readonly RunEvent['type'][] = ['step-started', 'asked'];

export function withoutTypedSecrets(journal: Journal, redactor: Redactor): Journal {
  return {
    append: (event) => journal.append(OWN_TEXT.includes(event.type) ? event : redactWords(event, redactor)),
    events: () => journal.events(),
  };
}

/** The same for what is sent to a run: only shapes are known then. */
export function orderWithoutSecrets(order: Order): Order {
  return redactWords(order, createRedactor());
}

/** The same for one text. */
export function withoutSecretShapes(text: string): string {
  return createRedactor().text(text);
}

function redactWords<T extends object>(given: T, redactor: Redactor): T {
  const words = WORDS.flatMap((name) => {
    const text: unknown = Reflect.get(given, name);
    return typeof text === 'string' ? [[name, redactor.text(text)] as const] : [];
  });
  return { ...given, ...Object.fromEntries(words) };
}
