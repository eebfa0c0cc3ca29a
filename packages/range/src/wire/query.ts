/** awsQuery and ec2Query: a form goes in, XML comes out. */
import { readForm } from './form.ts';
import { bodyText, type WireError, type WireRequest, type WireResponse } from './message.ts';
import type { Protocol } from './protocol.ts';
import { element, escapeXml, structContent } from './xml-write.ts';

export const queryProtocol: Protocol = {
  readInput: (operation, request) => readForm(operation.input, formOf(request), false),
  writeOutput(operation, output, context) {
    const result = operation.output.isUnitSchema()
      ? ''
      : element(`${operation.name}Result`, structContent(operation.output, output));
    const metadata = element('ResponseMetadata', element('RequestId', context.requestId));
    return xml(200, element(`${operation.name}Response`, result + metadata, ` xmlns="${context.namespace}"`));
  },
  writeError(error, context) {
    const body = element('Error', element('Type', error.status < 500 ? 'Sender' : 'Receiver') + codeAndMessage(error));
    const id = element('RequestId', context.requestId);
    return xml(error.status, element('ErrorResponse', body + id, ` xmlns="${context.namespace}"`));
  },
};

export const ec2Protocol: Protocol = {
  readInput: (operation, request) => readForm(operation.input, formOf(request), true),
  writeOutput(operation, output, context) {
    const content = operation.output.isUnitSchema() ? '' : structContent(operation.output, output);
    const id = element('requestId', context.requestId);
    return xml(200, element(`${operation.name}Response`, id + content, ` xmlns="${context.namespace}"`));
  },
  writeError(error, context) {
    const errors = element('Errors', element('Error', codeAndMessage(error)));
    return xml(error.status, element('Response', errors + element('RequestID', context.requestId)));
  },
};

export function codeAndMessage(error: WireError): string {
  return element('Code', escapeXml(error.queryCode)) + element('Message', escapeXml(error.message));
}

export function xml(status: number, body: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function formOf(request: WireRequest): URLSearchParams {
  return request.query.has('Action') ? request.query : new URLSearchParams(bodyText(request));
}
