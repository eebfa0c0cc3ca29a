/** Members of REST inputs and outputs that travel outside the body (https://smithy.io/2.0/spec/http-bindings.html). */
import { header, type WireRequest, type WireResponse } from './message.ts';
import type { Operation, Schema } from './model.ts';
import { fromText, toText } from './text.ts';

type Values = Record<string, unknown>;

/** How a body is read and written; the two REST protocols differ in nothing else. */
export interface BodyFormat {
  readonly contentType: string;
  read(schema: Schema, body: Uint8Array): unknown;
  /** The members that stay in the body. */
  write(schema: Schema, value: Values): string;
  /** One structure as the whole body. */
  writePayload(schema: Schema, value: unknown): string;
}

export function inBody(member: Schema): boolean {
  const t = member.getMergedTraits();
  return !(
    t.httpLabel ||
    t.httpHeader ||
    t.httpQuery ||
    t.httpPrefixHeaders ||
    t.httpQueryParams ||
    t.httpPayload ||
    t.httpResponseCode
  );
}

export function readBindings(
  operation: Operation,
  request: WireRequest,
  bind: { labels: Readonly<Record<string, string>>; format: BodyFormat },
): Values {
  if (!operation.input.isStructSchema()) return {};
  const members = [...operation.input.structIterator()];
  const isPayload = (member: Schema) => member.getMergedTraits().httpPayload !== undefined;
  const hasBody = request.body.length > 0;
  const wholeBody = hasBody && !members.some(([, member]) => isPayload(member));
  const fromBody = wholeBody ? (bind.format.read(operation.input, request.body) as Values) : {};
  const read = (name: string, member: Schema) => {
    if (isPayload(member)) return hasBody ? readPayload(member, request.body, bind.format) : undefined;
    return inBody(member) ? fromBody[name] : readBinding(member, request, bind.labels[name]);
  };
  const input: Values = {};
  for (const [name, member] of members) {
    const value = read(name, member);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

function readPayload(member: Schema, body: Uint8Array, format: BodyFormat): unknown {
  if (member.isBlobSchema()) return body;
  if (member.isStringSchema()) return Buffer.from(body).toString('utf8');
  return format.read(member, body);
}

function readBinding(member: Schema, request: WireRequest, label: string | undefined): unknown {
  const traits = member.getMergedTraits();
  if (traits.httpQuery) {
    const values = request.query.getAll(traits.httpQuery);
    if (values.length === 0) return undefined;
    return member.isListSchema()
      ? values.map((v) => fromText(member.getValueSchema(), v))
      : fromText(member, values[0] ?? '');
  }
  if (traits.httpHeader) {
    const value = header(request, traits.httpHeader.toLowerCase());
    if (value === undefined) return undefined;
    return member.isListSchema()
      ? value.split(',').map((v) => fromText(member.getValueSchema(), v.trim()))
      : fromText(member, value);
  }
  if (traits.httpPrefixHeaders) return readPrefixed(request, traits.httpPrefixHeaders.toLowerCase());
  if (traits.httpQueryParams) return Object.fromEntries(request.query);
  return label === undefined ? undefined : fromText(member, label);
}

function readPrefixed(request: WireRequest, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), String(value)] as const);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

export function writeBindings(operation: Operation, output: Values, format: BodyFormat): WireResponse {
  const response: WireResponse = { status: operation.http?.[2] ?? 200, headers: {}, body: '' };
  if (!operation.output.isStructSchema()) return response;
  const members = [...operation.output.structIterator()];
  for (const [name, member] of members) {
    const value = output[name];
    const traits = member.getMergedTraits();
    if (value == null) continue;
    if (traits.httpResponseCode) response.status = Number(value);
    if (traits.httpHeader) response.headers[traits.httpHeader.toLowerCase()] = headerText(member, value);
    if (traits.httpPrefixHeaders) {
      for (const [key, v] of Object.entries(value)) {
        response.headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = String(v);
      }
    }
  }
  // A part of an object is so by its range alone (RFC 9110 15.3.7).
  if (response.headers['content-range']) response.status = 206;
  const payload = members.find(([, member]) => member.getMergedTraits().httpPayload);
  if (payload) return writePayload(payload, { output, response, format });
  if (members.some(([, member]) => inBody(member))) {
    response.headers['content-type'] = format.contentType;
    response.body = format.write(operation.output, output);
  }
  return response;
}

function writePayload(
  [name, member]: [string, Schema],
  { output, response, format }: { output: Values; response: WireResponse; format: BodyFormat },
): WireResponse {
  const value = output[name];
  if (value == null) return response;
  if (value instanceof Uint8Array || typeof value === 'string') return { ...response, body: value };
  const headers = { 'content-type': format.contentType, ...response.headers };
  return { ...response, headers, body: format.writePayload(member, value) };
}

function headerText(member: Schema, value: unknown): string {
  return Array.isArray(value)
    ? value.map((v) => toText(member.getValueSchema(), v, 'http-date')).join(', ')
    : toText(member, value, 'http-date');
}
