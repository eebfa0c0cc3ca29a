/** From a request to a response: route, read, check, handle, write. */
import { checkInput } from './check-input.ts';
import { header, type WireRequest, type WireResponse } from './message.ts';
import { type Operation, readModel, type ServiceModel } from './model.ts';
import { WIRE_NAMES } from './names.ts';
import type { ResponseContext } from './protocol.ts';
import { protocolOf } from './protocols.ts';
import { matchRest } from './rest-match.ts';
import { credentialScope, type ProtocolName, type Route, routeRequest } from './route.ts';
import { withBucketInPath } from './s3-host.ts';
import { AwsError, type OperationHandler, type RangeService } from './service.ts';
import { toWireError } from './wire-error.ts';

/** A handler that failed in another way than by refusing. */
export interface HandlerFault {
  client: string;
  operation: string;
  error: unknown;
}

/** The service that a request is for; throws `AwsError` where it is not to be reached. */
export type FindService = (
  client: string,
  region: string,
) => RangeService | undefined | Promise<RangeService | undefined>;

export interface DispatchOptions {
  /** In every region the same, when they are a list. */
  services: readonly RangeService[] | FindService;
  account: string;
  /** Throws `AwsError` for what the caller may not do; everything may be done when left out. */
  authorise?: ((access: { accessKeyId: string; client: string; operation: string }) => void) | undefined;
  onFault: (fault: HandlerFault) => void;
}

export type Dispatch = (
  request: WireRequest,
  call: { requestId: string; signal: AbortSignal },
) => Promise<WireResponse>;

export function createDispatch(options: DispatchOptions): Dispatch {
  const findService = typeof options.services === 'function' ? options.services : inEveryRegion(options.services);
  const models = new Map<string, Promise<ServiceModel>>();

  function modelOf(service: RangeService): Promise<ServiceModel> {
    const loading = models.get(service.client) ?? service.load().then((sdk: object) => readModel(service.client, sdk));
    models.set(service.client, loading);
    return loading;
  }

  return async (sent, call) => {
    const scope = credentialScope(sent);
    const route = routeRequest(sent, scope);
    const request = route.client === 's3' ? withBucketInPath(sent) : sent;
    const context = responseContext(request, route, call.requestId);
    let model: ServiceModel | undefined;
    let protocol = protocolOf(route.protocol);
    let operationName = route.operation ?? `${request.method} ${request.path}`;
    try {
      const service = await findService(route.client, scope.region);
      if (!service) throw notImplemented(route.client, operationName);
      model = await modelOf(service);
      const found = findOperation(model, route, request);
      if (!found) throw notImplemented(route.client, operationName);
      const { operation } = found;
      operationName = operation.name;
      options.authorise?.({ accessKeyId: scope.accessKeyId, client: route.client, operation: operation.name });
      protocol = protocolOf(route.protocol, found.labels);
      const handler = service.handlers[operationName];
      if (!handler) throw notImplemented(route.client, operationName);
      const input = protocol.readInput(operation, request);
      checkInput(model, operation, input);
      const caller = { account: options.account, region: scope.region, accessKeyId: scope.accessKeyId, ...call };
      const output = await (handler as (...args: Parameters<OperationHandler>) => unknown)(input as never, caller);
      return protocol.writeOutput(operation, (output ?? {}) as Record<string, unknown>, context);
    } catch (error) {
      if (error instanceof AwsError) return protocol.writeError(toWireError(error, model), context);
      if (!call.signal.aborted) options.onFault({ client: route.client, operation: operationName, error });
      return protocol.writeError(toWireError(internalFailure(error)), context);
    }
  };
}

function inEveryRegion(services: readonly RangeService[]): FindService {
  const byClient = new Map(services.map((service) => [service.client, service]));
  return (client) => byClient.get(client);
}

function findOperation(
  model: ServiceModel,
  route: Route,
  request: WireRequest,
): { operation: Operation; labels: Readonly<Record<string, string>> } | undefined {
  if (isRest(route.protocol)) return matchRest(model, request);
  const operation = model.operations.get(route.operation ?? '');
  return operation && { operation, labels: {} };
}

function isRest(protocol: ProtocolName): boolean {
  return protocol === 'rest-json' || protocol === 'rest-xml';
}

function responseContext(request: WireRequest, route: Route, requestId: string): ResponseContext {
  const name = WIRE_NAMES[route.client];
  return {
    requestId,
    client: route.client,
    namespace: `http://${name?.signing ?? route.client}.amazonaws.com/doc/${name?.version ?? 'unknown'}/`,
    queryMode: header(request, 'x-amzn-query-mode') === 'true',
  };
}

function notImplemented(client: string, operation: string): AwsError {
  return new AwsError('NotImplemented', `${client} ${operation} is not implemented in this range.`, 501);
}

function internalFailure(error: unknown): AwsError {
  return new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}
