/** A request and a response, independent of the HTTP server. */
import type { IncomingHttpHeaders } from 'node:http';

export interface WireRequest {
  method: string;
  /** Still percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** What a service refuses, in the form in which a protocol writes it. */
export interface WireError {
  /** Name of the error's shape: `QueueDoesNotExist`. */
  name: string;
  /** The name with its namespace where the service models it: `com.amazonaws.sqs#QueueDoesNotExist`. */
  type: string;
  /** What the query protocols call it: `AWS.SimpleQueueService.NonExistentQueue`. */
  queryCode: string;
  message: string;
  /** What else the error's shape has. */
  details: Readonly<Record<string, unknown>>;
  status: number;
}

export function header(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

export function bodyText(request: WireRequest): string {
  return Buffer.from(request.body).toString('utf8');
}
