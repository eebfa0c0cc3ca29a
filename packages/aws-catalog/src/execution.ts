/** What sending a call needs beyond the SDK's own schemas, for the services whose clients are bundled. */
import { createRequire } from 'node:module';

/** As in botocore's `paginators-1.json`. */
export interface PaginatorModel {
  input_token: string | readonly string[];
  output_token: string | readonly string[];
  result_key: string | readonly string[];
  limit_key?: string;
  more_results?: string;
  non_aggregate_keys?: readonly string[];
}

export interface AcceptorModel {
  state: 'success' | 'failure' | 'retry';
  matcher: 'path' | 'pathAll' | 'pathAny' | 'status' | 'error';
  expected: string | number | boolean;
  argument?: string;
}

/** As in botocore's `waiters-2.json`; `delay` in seconds. */
export interface WaiterModel {
  operation: string;
  delay: number;
  maxAttempts: number;
  acceptors: readonly AcceptorModel[];
}

export interface ExecutionTables {
  /** By API operation. */
  paginators: Readonly<Record<string, PaginatorModel>>;
  /** By the name that the command line uses. */
  waiters: Readonly<Record<string, WaiterModel>>;
  /** Members of output structures, by structure, that hold floating-point numbers at any depth of list or map. */
  doubles: Readonly<Record<string, readonly string[]>>;
  /** Members of structures in the model's order, where the SDK has another. */
  order: Readonly<Record<string, readonly string[]>>;
  /** Least length or value of members of input structures. */
  minimums: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const require = createRequire(import.meta.url);

/** `service` must be one whose client is bundled. */
export function loadExecution(service: string): ExecutionTables {
  return require(`./generated/execution/${service}.json`) as ExecutionTables;
}
