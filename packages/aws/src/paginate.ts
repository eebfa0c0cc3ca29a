/** Automatic pagination, after botocore/paginate.py (Apache-2.0); the tokens are the same bytes. */
import type { PaginatorModel } from '@steadyhand/aws-catalog';
import type { Caller } from './caller.ts';
import { CommandFailure, EXIT } from './failure.ts';
import { search } from './jmespath/search.ts';
import { isObject, type Tree, type TreeObject } from './output/tree.ts';
import { kindOf, type Params } from './schema.ts';

export interface Paging {
  maxItems: number | null;
  pageSize: number | null;
  startingToken: string | null;
}

type Tokens = Record<string, Tree>;

export interface Pages {
  /** Each page, cut to what is to be shown of it. */
  pages: AsyncGenerator<TreeObject>;
  /** Once all pages were read. */
  resumeToken(): string | null;
  nonAggregate(): TreeObject;
}

export function paginate(caller: Caller, model: PaginatorModel, request: { params: Params; paging: Paging }): Pages {
  const state: State = { resumeToken: null, nonAggregate: {} };
  return {
    pages: readPages(caller, model, { ...request, state }),
    resumeToken: () => state.resumeToken,
    nonAggregate: () => state.nonAggregate,
  };
}

/** All pages as one response. */
export async function fullResult(pages: Pages, model: PaginatorModel): Promise<TreeObject> {
  const whole: TreeObject = {};
  for await (const page of pages.pages) {
    for (const key of list(model.result_key)) {
      const value = search(key, page);
      if (value === null) continue;
      const known = search(key, whole);
      if (known === null) setPath(whole, key, value);
      else if (Array.isArray(known) && Array.isArray(value)) known.push(...value);
      else if (typeof known === typeof value && (typeof known === 'number' || typeof known === 'string')) {
        setPath(whole, key, (known as number) + (value as number));
      }
    }
  }
  mergeInto(whole, pages.nonAggregate());
  const token = pages.resumeToken();
  if (token !== null) whole.NextToken = token;
  return whole;
}

interface State {
  resumeToken: string | null;
  nonAggregate: TreeObject;
}

interface Reading {
  params: Params;
  paging: Paging;
  state: State;
}

async function* readPages(caller: Caller, model: PaginatorModel, reading: Reading): AsyncGenerator<TreeObject> {
  const { paging, state } = reading;
  const inputs = list(model.input_token);
  const keys = list(model.result_key);
  const [primary = ''] = keys;
  const start = parseToken(paging.startingToken, inputs);
  let params = withTokens({ ...reading.params, ...pageSize(caller, model, paging) }, start.tokens);
  let next: Tokens = start.tokens;
  let previous: string | null = null;
  let total = 0;
  for (let first = true; ; first = false) {
    const page = (await caller.call(params)).tree;
    const skipped = first ? start.skip : 0;
    if (first) {
      if (paging.startingToken !== null) skipSeen(page, keys, skipped);
      for (const key of model.non_aggregate_keys ?? []) setPath(state.nonAggregate, key, search(key, page));
    }
    const items = search(primary, page);
    const count = Array.isArray(items) ? items.length : 0;
    const excess = paging.maxItems === null ? 0 : total + count - paging.maxItems;
    if (excess > 0 && Array.isArray(items)) {
      setPath(page, primary, items.slice(0, count - excess));
      state.resumeToken = encodeToken({ ...absent(inputs), ...next, boto_truncate_amount: count - excess + skipped });
      yield page;
      return;
    }
    yield page;
    total += count;
    next = nextTokens(page, model, inputs);
    if (Object.values(next).every((token) => token === null)) return;
    if (total === paging.maxItems) {
      state.resumeToken = encodeToken(next);
      return;
    }
    const text = JSON.stringify(next);
    if (text === previous)
      throw new CommandFailure(
        EXIT.other,
        `\nError during pagination: The same next token was received twice: ${text}\n`,
      );
    previous = text;
    params = withTokens(params, next);
  }
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

function absent(inputs: readonly string[]): Tokens {
  return Object.fromEntries(inputs.map((name) => [name, null]));
}

function pageSize(caller: Caller, model: PaginatorModel, paging: Paging): Params {
  if (paging.pageSize === null || model.limit_key === undefined) return {};
  const text = kindOf(caller.input.getMemberSchema(model.limit_key)) === 'string';
  return { [model.limit_key]: text ? String(paging.pageSize) : paging.pageSize };
}

function withTokens(params: Params, tokens: Tokens): Params {
  const kept = Object.entries(params).filter(([name]) => !(name in tokens));
  const given = Object.entries(tokens).filter(([, token]) => token !== null && token !== 'None');
  return Object.fromEntries([...kept, ...given]);
}

function nextTokens(page: TreeObject, model: PaginatorModel, inputs: readonly string[]): Tokens {
  if (model.more_results !== undefined && !isTruthy(search(model.more_results, page))) return {};
  const outputs = list(model.output_token);
  return Object.fromEntries(
    inputs.map((name, i) => {
      const token = search(outputs[i] ?? '', page);
      return [name, isTruthy(token) ? token : null];
    }),
  );
}

function isTruthy(tree: Tree): boolean {
  return (
    tree !== null && tree !== false && tree !== '' && tree !== 0 && !(isObject(tree) && Object.keys(tree).length === 0)
  );
}

/** A resumed page starts after the items that were shown; the other results of that page were shown with it. */
function skipSeen(page: TreeObject, [primary = '', ...others]: readonly string[], skip: number): void {
  const items = search(primary, page);
  setPath(page, primary, Array.isArray(items) || typeof items === 'string' ? (items.slice(skip) as Tree) : null);
  for (const key of others) {
    const sample = search(key, page);
    setPath(
      page,
      key,
      Array.isArray(sample) ? [] : typeof sample === 'string' ? '' : typeof sample === 'number' ? sample : null,
    );
  }
}

/** Python's `json.dumps`, then base64. */
function encodeToken(tokens: Tokens): string {
  const body = Object.entries(tokens).map(([key, value]) => `${JSON.stringify(key)}: ${pythonJson(value)}`);
  return Buffer.from(`{${body.join(', ')}}`).toString('base64');
}

function pythonJson(tree: Tree): string {
  if (Array.isArray(tree)) return `[${tree.map(pythonJson).join(', ')}]`;
  if (isObject(tree))
    return `{${Object.entries(tree)
      .map(([key, value]) => `${JSON.stringify(key)}: ${pythonJson(value)}`)
      .join(', ')}}`;
  return typeof tree === 'object' && tree !== null ? String(tree) : JSON.stringify(tree);
}

function parseToken(token: string | null, inputs: readonly string[]): { tokens: Tokens; skip: number } {
  if (token === null) return { tokens: absent(inputs), skip: 0 };
  try {
    const decoded = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as Tree;
    if (isObject(decoded)) {
      const { boto_truncate_amount: skip, ...tokens } = decoded;
      return { tokens, skip: typeof skip === 'number' ? skip : 0 };
    }
  } catch {
    // Not one of our tokens: the service's own, or the old form with its index behind ___.
  }
  const parts = token.split('___');
  const index = parts.length === inputs.length + 1 ? Number(parts.pop()) : 0;
  if (parts.length > inputs.length) throw new CommandFailure(EXIT.other, `\nBad starting token: ${token}\n`);
  const tokens = Object.fromEntries(
    inputs.map((name, i) => [name, parts[i] === undefined || parts[i] === 'None' ? null : parts[i]]),
  );
  return { tokens: tokens as Tokens, skip: Number.isNaN(index) ? 0 : index };
}

/** Sets `a.b` in an object, making what is missing on the way. */
export function setPath(object: TreeObject, path: string, value: Tree): void {
  const names = path.split('.');
  const last = names.pop() ?? path;
  let at = object;
  for (const name of names) {
    const inner = at[name];
    const next: TreeObject = isObject(inner) ? inner : {};
    at[name] = next;
    at = next;
  }
  at[last] = value;
}

function mergeInto(target: TreeObject, from: TreeObject): void {
  for (const [key, value] of Object.entries(from)) {
    const known = target[key];
    if (isObject(known) && isObject(value)) mergeInto(known, value);
    else target[key] = value;
  }
}
