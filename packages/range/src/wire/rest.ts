/** restJson1 and restXml. */
import { decodeAwsChunked } from './aws-chunked.ts';
import { jsonError, readJson, writeJson } from './json.ts';
import type { WireResponse } from './message.ts';
import type { Schema } from './model.ts';
import type { Protocol } from './protocol.ts';
import { codeAndMessage, xml } from './query.ts';
import { type BodyFormat, inBody, readBindings, writeBindings } from './rest-bind.ts';
import { readXml } from './xml-read.ts';
import { element, escapeXml, structContent, writeNode } from './xml-write.ts';

const json: BodyFormat = {
  contentType: 'application/json',
  read: (schema, body) => readJson(schema, Buffer.from(body).toString('utf8'), true),
  write: (schema, value) => writeJson(schema, bodyMembers(schema, value), true),
  writePayload: (schema, value) => writeJson(schema, value, true),
};

function bodyMembers(schema: Schema, value: Record<string, unknown>): Record<string, unknown> {
  const members = [...schema.structIterator()].filter(([, member]) => inBody(member));
  return Object.fromEntries(members.map(([name]) => [name, value[name]]));
}

export function restJsonProtocol(labels: Readonly<Record<string, string>>): Protocol {
  return {
    readInput: (operation, request) => readBindings(operation, request, { labels, format: json }),
    writeOutput: (operation, output) => writeBindings(operation, output, json),
    writeError: (error) => jsonError(error, 'application/json'),
  };
}

export function restXmlProtocol(labels: Readonly<Record<string, string>>): Protocol {
  return {
    readInput: (operation, request) =>
      readBindings(operation, decodeAwsChunked(request), { labels, format: xmlFormat('') }),
    writeOutput: (operation, output, context) => writeBindings(operation, output, xmlFormat(context.namespace)),
    writeError(error, context): WireResponse {
      const requestId = element('RequestId', escapeXml(context.requestId));
      // S3 alone answers with a bare error (https://smithy.io/2.0/aws/customizations/s3-customizations.html).
      const body =
        context.client === 's3'
          ? element('Error', codeAndMessage(error) + requestId)
          : element('ErrorResponse', element('Error', element('Type', 'Sender') + codeAndMessage(error)) + requestId);
      return { ...xml(error.status, body), headers: { 'content-type': 'application/xml' } };
    },
  };
}

function xmlFormat(namespace: string): BodyFormat {
  const declare = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
  const rootName = (schema: Schema) => schema.getMergedTraits().xmlName ?? schema.getName() ?? 'Result';
  return {
    contentType: 'application/xml',
    read: (schema, body) => readXml(schema, Buffer.from(body).toString('utf8')),
    write(schema, value) {
      const content = structContent(schema, value, (member) => !inBody(member));
      return declare(element(rootName(schema), content, ` xmlns="${namespace}"`));
    },
    writePayload: (schema, value) => declare(writeNode(schema, value, rootName(schema))),
  };
}
