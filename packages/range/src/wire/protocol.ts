import type { WireError, WireRequest, WireResponse } from './message.ts';
import type { Operation } from './model.ts';

export interface ResponseContext {
  requestId: string;
  /** SDK client. */
  client: string;
  /** XML namespace of the service's answers. */
  namespace: string;
  /** The client asked for the query protocol's error codes beside the JSON ones. */
  queryMode: boolean;
}

/** One AWS protocol, seen from the server. */
export interface Protocol {
  readInput(operation: Operation, request: WireRequest): Record<string, unknown>;
  writeOutput(operation: Operation, output: Record<string, unknown>, context: ResponseContext): WireResponse;
  writeError(error: WireError, context: ResponseContext): WireResponse;
}
