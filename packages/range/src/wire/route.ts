/**
 * Which service, operation and protocol a request is for. One port serves every protocol; the order is: RPC v2 by its
 * path, JSON by `X-Amz-Target`, query by `Action` in the form, REST by the signature's scope.
 */
import { bodyText, header, type WireRequest } from './message.ts';
import { clientBySigning, clientByTarget } from './names.ts';

export type ProtocolName = 'cbor' | 'json1.0' | 'json1.1' | 'query' | 'ec2' | 'rest-json' | 'rest-xml';

export interface Route {
  protocol: ProtocolName;
  /** SDK client, or what the request itself calls the service when that is unknown here. */
  client: string;
  /** Undefined for REST, where the operation follows from the service's schemas. */
  operation: string | undefined;
}

export interface Scope {
  accessKeyId: string;
  region: string;
  /** Signing name. */
  service: string;
}

const XML_SERVICES = new Set(['s3', 'route53', 'cloudfront']);

/** From `Authorization: AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …` or a presigned URL. */
export function credentialScope(request: WireRequest): Scope {
  const credential =
    /Credential=([^,\s]+)/.exec(header(request, 'authorization') ?? '')?.[1] ??
    request.query.get('X-Amz-Credential') ??
    '';
  const [accessKeyId = '', , region = '', service = ''] = credential.split('/');
  return { accessKeyId, region, service };
}

export function routeRequest(request: WireRequest, scope: Scope): Route {
  const rpc = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path);
  if (header(request, 'smithy-protocol') === 'rpc-v2-cbor' && rpc?.[1] && rpc[2]) {
    return { protocol: 'cbor', client: clientByTarget(rpc[1]) ?? rpc[1], operation: rpc[2] };
  }
  const contentType = header(request, 'content-type') ?? '';
  const target = header(request, 'x-amz-target');
  if (target !== undefined) {
    const dot = target.lastIndexOf('.');
    const service = target.slice(0, dot);
    return {
      protocol: contentType.includes('json-1.0') ? 'json1.0' : 'json1.1',
      client: clientByTarget(service) ?? (scope.service || service),
      operation: target.slice(dot + 1),
    };
  }
  const action = queryAction(request, contentType);
  if (action) return queryRoute(action, scope);
  const service = scope.service || 's3';
  return {
    protocol: XML_SERVICES.has(service) ? 'rest-xml' : 'rest-json',
    client: clientBySigning(service) ?? service,
    operation: undefined,
  };
}

function queryAction(request: WireRequest, contentType: string): URLSearchParams | undefined {
  if (request.query.has('Action')) return request.query;
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return undefined;
  const form = new URLSearchParams(bodyText(request));
  return form.has('Action') ? form : undefined;
}

function queryRoute(form: URLSearchParams, scope: Scope): Route {
  const client = clientBySigning(scope.service, form.get('Version') ?? undefined);
  return {
    protocol: scope.service === 'ec2' ? 'ec2' : 'query',
    client: client ?? (scope.service || 'unknown service'),
    operation: form.get('Action') ?? undefined,
  };
}
