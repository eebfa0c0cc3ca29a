/** Smithy RPC v2 CBOR (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html). */
import { cbor, dateToTag } from '@smithy/core/cbor';
import { type DocumentFormat, readDocument, writeDocument } from './document.ts';
import { withQueryCode } from './json.ts';
import { malformed } from './malformed.ts';
import type { Protocol } from './protocol.ts';

const HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

const format: DocumentFormat = {
  readBlob(value) {
    if (!(value instanceof Uint8Array)) throw malformed('a blob must be a byte string');
    return value;
  },
  writeBlob: (value) => value,
  /** Tag 1: seconds since the epoch. */
  readTimestamp(value) {
    const seconds = typeof value === 'object' && value !== null && 'value' in value ? Number(value.value) : Number.NaN;
    if (Number.isNaN(seconds)) throw malformed('a timestamp must carry tag 1');
    return new Date(seconds * 1000);
  },
  writeTimestamp: (_schema, value) => dateToTag(value),
  writeNumber: (value) => value,
  key: (_member, name) => name,
};

export const cborProtocol: Protocol = {
  readInput(operation, request) {
    if (request.body.length === 0 || operation.input.isUnitSchema()) return {};
    let value: unknown;
    try {
      value = cbor.deserialize(request.body);
    } catch (error) {
      throw malformed(`the body is not CBOR (${error instanceof Error ? error.message : error})`);
    }
    return readDocument(operation.input, value, format) as Record<string, unknown>;
  },
  writeOutput: (operation, output) => ({
    status: 200,
    headers: HEADERS,
    body: operation.output.isUnitSchema() ? '' : bytes(writeDocument(operation.output, output, format)),
  }),
  writeError(error, context) {
    const body = bytes({ __type: error.type, message: error.message });
    return withQueryCode({ status: error.status, headers: HEADERS, body }, error, context.queryMode);
  },
};

/** A copy, as the encoder re-uses its buffer. */
function bytes(value: unknown): Uint8Array {
  return Uint8Array.from(cbor.serialize(value));
}
