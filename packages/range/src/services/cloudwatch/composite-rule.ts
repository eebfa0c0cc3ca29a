/**
 * The rule of a composite alarm: `ALARM("a") AND (OK(b) OR NOT INSUFFICIENT_DATA("c"))`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
import { AwsError } from '../../wire/service.ts';
import type { AlarmState } from './evaluate.ts';

export type StateOf = (alarm: string) => AlarmState | undefined;

export interface CompositeRule {
  /** As it was given. */
  text: string;
  /** Names of the alarms that it looks at. */
  alarms: string[];
  holds(stateOf: StateOf): boolean;
}

type Test = (stateOf: StateOf) => boolean;

const TOKEN = /\s*(?:(\(|\))|"([^"]*)"|([^\s()"]+))/y;
const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

/** Throws `ValidationError` for what is no rule. */
export function parseCompositeRule(text: string): CompositeRule {
  const parser = new Parser(text);
  const holds = parser.whole();
  return { text, alarms: [...parser.alarms], holds };
}

class Parser {
  readonly alarms = new Set<string>();
  readonly #text: string;
  readonly #tokens: string[] = [];

  constructor(text: string) {
    this.#text = text;
    let at = 0;
    while (text.slice(at).trim() !== '') {
      TOKEN.lastIndex = at;
      const found = TOKEN.exec(text);
      if (!found) throw this.#malformed();
      this.#tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
      at = TOKEN.lastIndex;
    }
  }

  whole(): Test {
    const test = this.#or();
    if (this.#tokens.length > 0) throw this.#malformed();
    return test;
  }

  #or(): Test {
    let left = this.#and();
    while (this.#take('OR')) {
      const [a, b] = [left, this.#and()];
      left = (stateOf) => a(stateOf) || b(stateOf);
    }
    return left;
  }

  #and(): Test {
    let left = this.#single();
    while (this.#take('AND')) {
      const [a, b] = [left, this.#single()];
      left = (stateOf) => a(stateOf) && b(stateOf);
    }
    return left;
  }

  #single(): Test {
    if (this.#take('NOT')) {
      const inside = this.#single();
      return (stateOf) => !inside(stateOf);
    }
    if (this.#take('(')) {
      const inside = this.#or();
      this.#expect(')');
      return inside;
    }
    if (this.#take('TRUE')) return () => true;
    if (this.#take('FALSE')) return () => false;
    const state = this.#tokens.shift() ?? '';
    if (!STATES.includes(state)) throw this.#malformed();
    this.#expect('(');
    const name = (this.#tokens.shift() ?? '').replace(/^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:/, '');
    this.#expect(')');
    this.alarms.add(name);
    return (stateOf) => stateOf(name) === state;
  }

  #take(word: string): boolean {
    if (this.#tokens[0]?.toUpperCase() !== word) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw this.#malformed();
  }

  #malformed(): AwsError {
    return new AwsError('ValidationError', `AlarmRule must be a valid expression: ${this.#text}`);
  }
}
