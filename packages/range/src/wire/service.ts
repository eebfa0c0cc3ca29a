/** What a service of the range is to the wire server: its SDK module and a function per operation. */

/** Who calls, from the signature's credential scope; signatures themselves are not verified. */
export interface Caller {
  account: string;
  region: string;
  accessKeyId: string;
  requestId: string;
  /** Aborted when the client goes away before it was answered. */
  signal: AbortSignal;
}

/** One operation. Throws `AwsError` for what AWS would refuse. */
export type OperationHandler = (input: never, caller: Caller) => unknown;

export interface RangeService {
  /** Last part of the SDK package's name: `sqs`, `elastic-load-balancing-v2`. */
  readonly client: string;
  /** Loads the SDK module that carries the schemas: `() => import('@aws-sdk/client-sqs')`. */
  load(): Promise<object>;
  /** By operation name. Operations that are missing here are answered with 501. */
  readonly handlers: Readonly<Record<string, OperationHandler>>;
}

/** An error in the service's own words; `code` is the one that clients see (`QueueDoesNotExist`). */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** What the error's shape has besides its message; only the JSON protocols show it. */
  details: Readonly<Record<string, unknown>> = {};

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }

  with(details: Readonly<Record<string, unknown>>): this {
    this.details = details;
    return this;
  }
}

interface SdkCommand {
  readonly input: object;
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: object }>;
}
type Constructed<C> = C extends abstract new (...args: never[]) => infer T ? T : never;
type CommandOf<Sdk, Op extends string> = `${Op}Command` extends keyof Sdk
  ? Extract<Constructed<Sdk[`${Op}Command`]>, SdkCommand>
  : never;
type OperationName<Sdk> = keyof Sdk extends infer K ? (K extends `${infer Op}Command` ? Op : never) : never;

/** A type of the SDK's as the wire server hands it over: required members are present, at every depth. */
export type Checked<T> = T extends Date | Uint8Array | string | number | boolean | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? Checked<Item>[]
    : { [K in keyof T]: Record<never, never> extends Pick<T, K> ? Checked<T[K]> : Checked<Exclude<T[K], undefined>> };

export type InputOf<Sdk, Op extends string> = Checked<CommandOf<Sdk, Op>['input']>;
export type OutputOf<Sdk, Op extends string> = Omit<
  Awaited<ReturnType<ReturnType<CommandOf<Sdk, Op>['resolveMiddleware']>>>['output'],
  '$metadata'
>;

/**
 * Handlers typed by the SDK itself: `const handlers: Handlers<typeof import('@aws-sdk/client-sqs')> = { … }`.
 * An operation that the SDK does not have, or a result of another shape, does not compile.
 */
export type Handlers<Sdk> = {
  readonly [Op in OperationName<Sdk> & string]?:
    | ((input: InputOf<Sdk, Op>, caller: Caller) => OutputOf<Sdk, Op>)
    | ((input: InputOf<Sdk, Op>, caller: Caller) => Promise<OutputOf<Sdk, Op>>);
};
