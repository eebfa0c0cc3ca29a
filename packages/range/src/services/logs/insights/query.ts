import { type Command, readCommand } from './commands.ts';
import { type LogRecord, type Row, rowOf, rowOfEvent } from './row.ts';
import { Scanner } from './scanner.ts';
import { compareValues, isTrue, toText, type Value } from './value.ts';

export interface InsightsQuery {
  run(records: readonly LogRecord[], limit: number | undefined): InsightsResult;
}

export interface InsightsResult {
  rows: { field: string; value: string }[][];
  /** Before they were grouped and cut. */
  matched: number;
}

const DEFAULT_ROWS = 10_000;

/** Throws `MalformedQueryException` for what is no query, and refuses what this range does not know of Insights. */
export function parseInsights(text: string): InsightsQuery {
  const scanner = new Scanner(text);
  const commands: Command[] = [];
  scanner.take('|');
  do commands.push(readCommand(scanner));
  while (scanner.take('|'));
  if (scanner.peek().kind !== 'end') throw scanner.unexpected();
  return { run: (records, limit) => run(commands, records, limit) };
}

interface State {
  rows: Row[];
  /** Names of what is shown; null for the default. */
  columns: string[] | null;
  matched: number;
  /** Rows are groups, no events. */
  grouped: boolean;
}

/** The newest event first, unless the query says otherwise. */
function run(commands: readonly Command[], records: readonly LogRecord[], limit = DEFAULT_ROWS): InsightsResult {
  const newest = [...records].sort((a, b) => b.event.at - a.event.at || b.event.sequence - a.event.sequence);
  const state: State = { rows: newest.map(rowOfEvent), columns: null, matched: records.length, grouped: false };
  for (const command of commands) apply(state, command);
  const limited = commands.some(({ kind }) => kind === 'limit') ? state.rows : state.rows.slice(0, limit);
  return { rows: limited.map((row) => shown(state, row)), matched: state.matched };
}

function apply(state: State, command: Command): void {
  switch (command.kind) {
    case 'fields': {
      for (const row of state.rows) for (const { name, value } of command.columns) setIfMade(row, name, value(row));
      const names = command.columns.map(({ name }) => name);
      state.columns = command.only ? names : [...new Set([...(state.columns ?? []), ...names])];
      return;
    }
    case 'filter':
      state.rows = state.rows.filter((row) => isTrue(command.test(row)));
      if (!state.grouped) state.matched = state.rows.length;
      return;
    case 'parse':
      for (const row of state.rows) parseInto(row, command);
      return;
    case 'stats':
      group(state, command);
      return;
    case 'sort':
      state.rows = sorted(state.rows, command);
      return;
    case 'limit':
      state.rows = state.rows.slice(0, command.count);
      return;
    case 'dedup':
      state.rows = unique(state.rows, command);
      return;
  }
}

/** A field that is shown as it is needs not be made. */
function setIfMade(row: Row, name: string, value: Value): void {
  if (row.get(name) !== value) row.set(name, value);
}

function parseInto(row: Row, { source, pattern, names }: Extract<Command, { kind: 'parse' }>): void {
  const found = pattern.exec(toText(source(row)));
  names.forEach((name, i) => {
    const value = found?.groups?.[name] ?? (found?.groups ? undefined : found?.[i + 1]);
    if (value !== undefined) row.set(name, value);
  });
}

function group(state: State, { columns, by }: Extract<Command, { kind: 'stats' }>): void {
  const groups = new Map<string, { keys: Value[]; rows: Row[] }>();
  for (const row of state.rows) {
    const keys = by.map(({ value }) => value(row));
    // A group has all of its keys.
    if (keys.includes(null)) continue;
    const id = JSON.stringify(keys);
    const found = groups.get(id);
    if (found) found.rows.push(row);
    else groups.set(id, { keys, rows: [row] });
  }
  if (by.length === 0 && groups.size === 0) groups.set('', { keys: [], rows: [] });
  state.rows = [...groups.values()].map(({ keys, rows }) =>
    rowOf([
      ...by.map(({ name }, i) => [name, keys[i] ?? null] as const),
      ...columns.map(({ name, aggregate }) => [name, aggregate(rows)] as const),
    ]),
  );
  state.columns = [...by, ...columns].map(({ name }) => name);
  state.grouped = true;
}

function sorted(rows: readonly Row[], { keys }: Extract<Command, { kind: 'sort' }>): Row[] {
  const keyed = rows.map((row) => ({ row, values: keys.map(({ value }) => value(row)) }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of keys.entries()) {
      const order = compareValues(a.values[i] ?? null, b.values[i] ?? null);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function unique(rows: readonly Row[], { keys }: Extract<Command, { kind: 'dedup' }>): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const id = JSON.stringify(keys.map((key) => key(row)));
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** Fields that a row does not have are left out of it; an event always comes with its pointer. */
function shown({ columns, grouped }: State, row: Row): { field: string; value: string }[] {
  const names = columns ?? ['@timestamp', '@message'];
  const fields = names.map((field) => ({ field, value: row.get(field) })).filter(({ value }) => value !== null);
  const texts = fields.map(({ field, value }) => ({ field, value: toText(value) }));
  return grouped ? texts : [...texts, { field: '@ptr', value: toText(row.get('@ptr')) }];
}
