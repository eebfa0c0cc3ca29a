/** awsJson 1.0 and 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), and the JSON of restJson1. */
import { type DocumentFormat, readDocument, writeDocument } from './document.ts';
import { malformed } from './malformed.ts';
import { bodyText, type WireError, type WireRequest, type WireResponse } from './message.ts';
import type { Schema } from './model.ts';
import type { Protocol } from './protocol.ts';
import { timestampFormat, toDate, toText } from './text.ts';

const awsJson: DocumentFormat = {
  readBlob(value) {
    if (typeof value !== 'string') throw malformed('a blob must be base64 text');
    return new Uint8Array(Buffer.from(value, 'base64'));
  },
  writeBlob: (value) => Buffer.from(value).toString('base64'),
  readTimestamp: (value) => toDate(String(value)),
  writeTimestamp(schema, value) {
    return timestampFormat(schema, 'epoch-seconds') === 'epoch-seconds'
      ? value.getTime() / 1000
      : toText(schema, value, 'epoch-seconds');
  },
  writeNumber: (value) => (Number.isFinite(value) ? value : String(value)),
  key: (_member, name) => name,
};

const restJson: DocumentFormat = { ...awsJson, key: (member, name) => member.getMergedTraits().jsonName ?? name };

export function readJson(schema: Schema, text: string, rest = false): Record<string, unknown> {
  if (text.trim() === '' || schema.isUnitSchema()) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(`the body is not JSON (${error instanceof Error ? error.message : error})`);
  }
  return readDocument(schema, value, rest ? restJson : awsJson) as Record<string, unknown>;
}

export function writeJson(schema: Schema, value: unknown, rest = false): string {
  if (schema.isUnitSchema()) return '';
  return JSON.stringify(writeDocument(schema, value, rest ? restJson : awsJson));
}

export function jsonError(error: WireError, contentType: string): WireResponse {
  return {
    status: error.status,
    headers: { 'content-type': contentType, 'x-amzn-errortype': error.name },
    body: JSON.stringify({ ...error.details, __type: error.type, message: error.message }),
  };
}

export function jsonProtocol(version: '1.0' | '1.1'): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    readInput: (operation, request: WireRequest) => readJson(operation.input, bodyText(request)),
    writeOutput: (operation, output) => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: writeJson(operation.output, output),
    }),
    writeError: (error, context) => withQueryCode(jsonError(error, contentType), error, context.queryMode),
  };
}

/** Services that were query services answer JSON and CBOR clients that ask for it with the old code as well. */
export function withQueryCode(response: WireResponse, error: WireError, queryMode: boolean): WireResponse {
  if (!queryMode) return response;
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${error.queryCode};${fault}` } };
}
