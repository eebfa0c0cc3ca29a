/** The commands of an Insights query. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
import { type Aggregate, isAggregate, readAggregate } from './aggregates.ts';
import { type Expression, readExpression } from './expression.ts';
import { malformedAt, notHere } from './malformed.ts';
import { type Row, rowOf } from './row.ts';
import type { Scanner, Token } from './scanner.ts';

export interface Column {
  /** Its alias, or its text. */
  name: string;
  value: Expression;
}

export type Command =
  | { kind: 'fields'; columns: Column[] /** Only these are shown. */; only: boolean }
  | { kind: 'filter'; test: Expression }
  | { kind: 'parse'; source: Expression; pattern: RegExp; names: string[] }
  | { kind: 'stats'; columns: { name: string; aggregate: Aggregate }[]; by: Column[] }
  | { kind: 'sort'; keys: { value: Expression; descending: boolean }[] }
  | { kind: 'limit'; count: number }
  | { kind: 'dedup'; keys: Expression[] };

const READERS: Readonly<Record<string, (scanner: Scanner) => Command>> = {
  fields: (scanner) => ({ kind: 'fields', columns: readColumns(scanner), only: false }),
  display: (scanner) => ({ kind: 'fields', columns: readColumns(scanner), only: true }),
  filter: (scanner) => ({ kind: 'filter', test: readExpression(scanner) }),
  parse: readParse,
  stats: readStats,
  sort: readSort,
  order: readSort,
  limit: readLimit,
  dedup: (scanner) => ({ kind: 'dedup', keys: readColumns(scanner).map(({ value }) => value) }),
};

const NOT_HERE = [
  'pattern',
  'diff',
  'unmask',
  'unnest',
  'lookup',
  'anomaly',
  'join',
  'source',
  'filterindex',
  'addtotals',
];

/** Reads one command, up to the pipe behind it or the end. */
export function readCommand(scanner: Scanner): Command {
  const name = scanner.next();
  const word = name.text.toLowerCase();
  const read = name.kind === 'name' ? READERS[word] : undefined;
  if (!read && NOT_HERE.includes(word)) throw notHere(`command ${word}`);
  if (!read) throw malformedAt(scanner.query, name);
  return read(scanner);
}

function readColumns(scanner: Scanner): Column[] {
  const columns: Column[] = [];
  do {
    const { start } = scanner.peek();
    const value = readExpression(scanner);
    columns.push({ name: readAlias(scanner) ?? textSince(scanner, start), value });
  } while (scanner.take(','));
  return columns;
}

function readAlias(scanner: Scanner): string | undefined {
  return scanner.take('as') ? readName(scanner) : undefined;
}

function readName(scanner: Scanner): string {
  const { kind, text } = scanner.peek();
  if (kind !== 'name' && kind !== 'quoted-name') throw scanner.unexpected();
  scanner.next();
  return text;
}

/** As it was written, which is how Insights names a column without an alias. */
function textSince(scanner: Scanner, start: number): string {
  const text = scanner.query.slice(start, scanner.position).trim();
  return text.replace(/^`(.*)`$/, '$1');
}

/** `parse @message "user=*, took *" as user, took`, or a pattern with named groups. */
function readParse(scanner: Scanner): Command {
  const source: Expression = isGlobNext(scanner) ? (row: Row) => row.get('@message') : readField(scanner);
  const pattern = scanner.pattern();
  if (pattern) {
    const names = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, name = '']) => name);
    if (names.length === 0) throw scanner.unexpected('a pattern needs named groups');
    return { kind: 'parse', source, pattern, names };
  }
  const glob = scanner.peek();
  if (glob.kind !== 'text') throw scanner.unexpected();
  scanner.next();
  scanner.expect('as');
  const names: string[] = [];
  do names.push(readName(scanner));
  while (scanner.take(','));
  const parts = glob.text.split('*');
  if (parts.length - 1 !== names.length) {
    throw malformedAt(scanner.query, glob, `${parts.length - 1} wildcards for ${names.length} names`);
  }
  return { kind: 'parse', source, pattern: globPattern(parts), names };
}

function isGlobNext(scanner: Scanner): boolean {
  const { kind, text } = scanner.peek();
  return kind === 'text' || (kind === 'sign' && text === '/');
}

function readField(scanner: Scanner): Expression {
  const name = readName(scanner);
  return (row) => row.get(name);
}

/** Each wildcard takes as little as it can, the last one at the end all that is left. */
function globPattern(parts: readonly string[]): RegExp {
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'));
  const endsOpen = parts.at(-1) === '';
  const source = escaped.join('(.*?)');
  return new RegExp(endsOpen ? `${source}$` : source, 's');
}

function readStats(scanner: Scanner): Command {
  const columns: { name: string; aggregate: Aggregate }[] = [];
  do {
    const { start } = scanner.peek();
    const aggregate = readAggregateExpression(scanner);
    columns.push({ name: readAlias(scanner) ?? textSince(scanner, start), aggregate });
  } while (scanner.take(','));
  return { kind: 'stats', columns, by: scanner.take('by') ? readColumns(scanner) : [] };
}

/** Aggregates, and what is reckoned from them: `100 * sum(failed) / count(*)`. */
function readAggregateExpression(scanner: Scanner): Aggregate {
  const first = scanner.peek();
  const parts: Aggregate[] = [];
  const expression = withAggregates(scanner, (aggregate) => {
    const name = `aggregate ${parts.push(aggregate)}`;
    return (row) => row.get(name);
  });
  if (parts.length === 0) throw malformedAt(scanner.query, first);
  return (rows) => expression(rowOf(parts.map((part, i) => [`aggregate ${i + 1}`, part(rows)])));
}

/** Reads an expression in which aggregates stand for what `each` makes of them; none stands within another. */
function withAggregates(scanner: Scanner, each: (aggregate: Aggregate, text: string) => Expression): Expression {
  const ownCall = (name: Token) => {
    if (!isAggregate(name.text)) return undefined;
    scanner.ownCall = null;
    const aggregate = readAggregate(scanner, name);
    scanner.ownCall = ownCall;
    return each(aggregate, textSince(scanner, name.start));
  };
  scanner.ownCall = ownCall;
  const expression = readExpression(scanner);
  scanner.ownCall = null;
  return expression;
}

function readSort(scanner: Scanner): Command {
  const keys: { value: Expression; descending: boolean }[] = [];
  if (scanner.take('by')) throw scanner.unexpected('sort takes no "by":');
  do {
    keys.push({ value: readSortKey(scanner), descending: scanner.take('asc', 'desc')?.text.toLowerCase() === 'desc' });
  } while (scanner.take(','));
  return { kind: 'sort', keys };
}

/** A column of a `stats` before may be named by its text, as in `sort count(*) desc`. */
function readSortKey(scanner: Scanner): Expression {
  const { start } = scanner.peek();
  const value = withAggregates(scanner, (_, name) => (row) => row.get(name));
  const text = textSince(scanner, start);
  return (row) => row.get(text) ?? value(row);
}

const MAX_ROWS = 10_000;

function readLimit(scanner: Scanner): Command {
  const { kind, text } = scanner.peek();
  const count = Number(text);
  if (kind !== 'number' || !Number.isInteger(count) || count < 1 || count > MAX_ROWS) throw scanner.unexpected();
  scanner.next();
  return { kind: 'limit', count };
}
