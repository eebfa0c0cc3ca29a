import { STATUS_CODES } from 'node:http';
import { type ExecutionTables, loadExecution } from '@steadyhand/aws-catalog';
import { type ConnectionCache, connect, unsupported } from './connection.ts';
import { noCredentials } from './credentials.ts';
import { CommandFailure, EXIT, ServiceFailure } from './failure.ts';
import { toSdkInput } from './input/to-sdk.ts';
import type { Io } from './io.ts';
import { fromSdkOutput } from './output/from-sdk.ts';
import type { TreeObject } from './output/tree.ts';
import { inputSchema, isBody, members, outputSchema, type Params, type Schema } from './schema.ts';
import { collectSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { transformInput, transformOutput } from './transforms.ts';

/** One API operation of one connection. */
export interface Caller {
  readonly input: Schema;
  readonly tables: ExecutionTables;
  /** Values of sensitive members of all responses so far. */
  readonly secrets: ReadonlySet<string>;
  /** Sends the operation; throws CommandFailure. */
  call(params: Params): Promise<Response>;
}

export interface Response {
  tree: TreeObject;
  /** The streamed member of the output. */
  body: Uint8Array | null;
}

export interface CallerRequest {
  service: string;
  /** The API's name. */
  operation: string;
  settings: Settings;
  io: Io;
  cache: ConnectionCache;
}

export async function createCaller(request: CallerRequest): Promise<Caller> {
  const { service, operation } = request;
  const { sdk, client } = await connect(request);
  const probe = sdk.createCommand(operation, {});
  if (!probe) throw unsupported(`${service} ${operation}`);
  const tables = loadExecution(service);
  const input = inputSchema(probe);
  const output = outputSchema(probe);
  const secrets = new Set<string>();
  const call = async (params: Params): Promise<Response> => {
    const command =
      sdk.createCommand(operation, toSdkInput(transformInput(service, operation, params), input, tables.minimums)) ??
      probe;
    try {
      // The SDK listens on the signal of each call; Node warns when many at once share one.
      const response = await client.send(command, { abortSignal: AbortSignal.any([request.io.signal]) });
      collectSecrets(response, output, secrets);
      const tree = transformOutput(service, operation, fromSdkOutput(response, output, tables));
      return { tree, body: await streamedBody(response, output) };
    } catch (error) {
      throw explain(error, request);
    }
  };
  return { input, tables, secrets, call };
}

/** The member that the AWS CLI writes into a file. */
async function streamedBody(response: Readonly<Record<string, unknown>>, schema: Schema): Promise<Uint8Array | null> {
  const found = members(schema).find(([, member]) => isBody(member));
  const value = found && response[found[0]];
  if (value instanceof Uint8Array) return value;
  return hasBytes(value) ? value.transformToByteArray() : null;
}

function hasBytes(value: unknown): value is { transformToByteArray(): Promise<Uint8Array> } {
  return typeof value === 'object' && value !== null && 'transformToByteArray' in value;
}

/** Any error of the SDK as the AWS CLI reports it. */
function explain(error: unknown, { operation, settings, io }: CallerRequest): unknown {
  if (error instanceof CommandFailure || io.signal.aborted || !(error instanceof Error)) return error;
  const details = error as Error & {
    code?: string;
    Code?: string;
    $metadata?: { httpStatusCode?: number };
    $fault?: string;
  };
  if (details.$fault !== undefined || details.$metadata?.httpStatusCode !== undefined) {
    const status = details.$metadata?.httpStatusCode;
    if (operation.startsWith('Head') && status !== undefined) {
      // The answer to HEAD has no body that would say more.
      return new ServiceFailure(operation, { code: String(status), message: STATUS_CODES[status] ?? '', status });
    }
    return new ServiceFailure(operation, { code: details.Code ?? details.name, message: details.message, status });
  }
  if (details.name === 'CredentialsProviderError') {
    return noCredentials();
  }
  if (details.code !== undefined && /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)/.test(details.code)) {
    return new CommandFailure(
      EXIT.other,
      `\nCould not connect to the endpoint URL: "${settings.endpoint ?? details.message}"\n`,
    );
  }
  return new CommandFailure(EXIT.other, `\n${details.message}\n`);
}
