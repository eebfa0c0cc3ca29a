/**
 * Expressions of Insights, read straight into functions of a row.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 *
 * Grammar, loosest first: or, and, not, comparison (like, =~ and in among them), sum, product, power, sign, a value.
 */
import { functionNamed, isOnlyOfInsights } from './functions.ts';
import { malformedAt, notHere } from './malformed.ts';
import type { Row } from './row.ts';
import type { Scanner, Token } from './scanner.ts';
import { compareValues, durationMs, equalValues, isTrue, toNumber, toText, type Value } from './value.ts';

export type Expression = (row: Row) => Value;

const COMPARISONS: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '=': equalValues,
  '!=': (a, b) => !equalValues(a, b),
  '<': (a, b) => compareValues(a, b) < 0,
  '<=': (a, b) => compareValues(a, b) <= 0,
  '>': (a, b) => compareValues(a, b) > 0,
  '>=': (a, b) => compareValues(a, b) >= 0,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

export function readExpression(scanner: Scanner): Expression {
  let left = readAnd(scanner);
  while (scanner.take('or')) {
    const [a, b] = [left, readAnd(scanner)];
    left = (row) => isTrue(a(row)) || isTrue(b(row));
  }
  return left;
}

function readAnd(scanner: Scanner): Expression {
  let left = readNot(scanner);
  while (scanner.take('and')) {
    const [a, b] = [left, readNot(scanner)];
    left = (row) => isTrue(a(row)) && isTrue(b(row));
  }
  return left;
}

function readNot(scanner: Scanner): Expression {
  if (!scanner.take('not')) return readComparison(scanner);
  const inside = readNot(scanner);
  return (row) => !isTrue(inside(row));
}

function readComparison(scanner: Scanner): Expression {
  const left = readSum(scanner);
  const isNot = scanner.take('not') !== undefined;
  if (scanner.take('like', '=~')) return negatedIf(isNot, readLike(scanner, left));
  if (scanner.take('in')) return negatedIf(isNot, readIn(scanner, left));
  if (isNot) throw scanner.unexpected();
  const operator = scanner.take(...Object.keys(COMPARISONS))?.text;
  const compare = operator === undefined ? undefined : COMPARISONS[operator];
  if (!compare) return left;
  const right = readSum(scanner);
  return (row) => {
    const [a, b] = [left(row), right(row)];
    return a !== null && b !== null && compare(a, b);
  };
}

function negatedIf(isNot: boolean, test: (row: Row) => boolean): Expression {
  return isNot ? (row) => !test(row) : test;
}

function readLike(scanner: Scanner, left: Expression): (row: Row) => boolean {
  const pattern = scanner.pattern();
  if (pattern) return (row) => pattern.test(toText(left(row)));
  if (scanner.peek().kind !== 'text') throw scanner.unexpected();
  const { text } = scanner.next();
  return (row) => toText(left(row)).includes(text);
}

function readIn(scanner: Scanner, left: Expression): (row: Row) => boolean {
  scanner.expect('[');
  const items = readList(scanner, ']');
  return (row) => {
    const value = left(row);
    return value !== null && items.some((item) => equalValues(value, item(row)));
  };
}

function readList(scanner: Scanner, end: string): Expression[] {
  const items: Expression[] = [];
  if (scanner.take(end)) return items;
  do items.push(readExpression(scanner));
  while (scanner.take(','));
  scanner.expect(end);
  return items;
}

function readSum(scanner: Scanner): Expression {
  return readLeft(scanner, ['+', '-'], readProduct);
}

function readProduct(scanner: Scanner): Expression {
  return readLeft(scanner, ['*', '/', '%'], readPower);
}

function readLeft(scanner: Scanner, signs: string[], readPart: (scanner: Scanner) => Expression): Expression {
  let left = readPart(scanner);
  for (let sign = scanner.take(...signs); sign; sign = scanner.take(...signs)) {
    left = arithmetic(sign.text, left, readPart(scanner));
  }
  return left;
}

function readPower(scanner: Scanner): Expression {
  if (scanner.take('-')) return arithmetic('*', () => -1, readPower(scanner));
  const left = readSingle(scanner);
  return scanner.take('^') ? arithmetic('^', left, readPower(scanner)) : left;
}

/** Null where one side is no number, or the result is none. */
function arithmetic(sign: string, left: Expression, right: Expression): Expression {
  return (row) => {
    const [a, b] = [toNumber(left(row)), toNumber(right(row))];
    const result = a === undefined || b === undefined ? Number.NaN : (ARITHMETIC[sign]?.(a, b) ?? Number.NaN);
    return Number.isFinite(result) ? result : null;
  };
}

function readSingle(scanner: Scanner): Expression {
  if (scanner.take('(')) {
    const inside = readExpression(scanner);
    scanner.expect(')');
    return inside;
  }
  const token = scanner.peek();
  if (token.kind === 'sign' || token.kind === 'end') throw scanner.unexpected();
  scanner.next();
  const { kind, text } = token;
  if (kind === 'text') return () => text;
  if (kind === 'number') return () => Number(text);
  if (kind === 'duration') {
    const ms = durationMs(text);
    if (ms === undefined) throw malformedAt(scanner.query, token);
    return () => ms;
  }
  if (kind === 'name' && scanner.take('(')) return readCall(scanner, token);
  if (kind === 'name' && /^(true|false)$/i.test(text)) return () => text.toLowerCase() === 'true';
  return (row) => row.get(text);
}

function readCall(scanner: Scanner, name: Token): Expression {
  const own = scanner.ownCall?.(name);
  if (own) return own;
  const found = functionNamed(name.text);
  if (!found && isOnlyOfInsights(name.text)) throw notHere(`function ${name.text}`);
  if (!found) throw malformedAt(scanner.query, name, `unknown function ${name.text}`);
  const args = readList(scanner, ')');
  const [least, most] = found.arguments;
  if (args.length < least || args.length > most) {
    throw malformedAt(scanner.query, name, `wrong number of arguments for ${name.text}`);
  }
  return (row) =>
    found.run(
      args.map((arg) => arg(row)),
      row,
    );
}
