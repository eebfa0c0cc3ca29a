/** Which operation of a REST service a request is for (https://smithy.io/2.0/spec/http-bindings.html#http-uri). */
import type { WireRequest } from './message.ts';
import { type Operation, requiredMembers, type ServiceModel } from './model.ts';

export interface RestMatch {
  operation: Operation;
  /** Path labels, decoded. */
  labels: Readonly<Record<string, string>>;
}

/**
 * The operation that names most of what the request carries: literal path parts, literal query parameters
 * (`?versions`), required query parameters and required headers. The last tells CopyObject from PutObject.
 */
export function matchRest(model: ServiceModel, request: WireRequest): RestMatch | undefined {
  let best: { match: RestMatch; score: number } | undefined;
  for (const operation of model.operations.values()) {
    const scored = score(model.client, operation, request);
    if (scored && (!best || scored.score > best.score)) best = scored;
  }
  return best?.match;
}

function score(client: string, operation: Operation, request: WireRequest) {
  if (!operation.http) return undefined;
  const [method, uri] = operation.http;
  if (method !== request.method) return undefined;
  const [template = '', literals = ''] = uri.split('?');
  const path = matchPath(withBucket(client, operation, template), request.path);
  if (!path) return undefined;
  let points = path.literals * 10;
  for (const [name, value] of new URLSearchParams(literals)) {
    if (name === 'x-id') continue;
    const given = request.query.get(name);
    if (given === null || (value !== '' && given !== value)) return undefined;
    points += 5;
  }
  const required = requiredPoints(operation, request);
  if (required === undefined) return undefined;
  if (request.query.get('x-id') === operation.name) points += 1;
  return { match: { operation, labels: path.labels }, score: points + required };
}

/** S3's templates leave out the bucket, which the endpoint carries; here it is always the path's first part. */
function withBucket(client: string, operation: Operation, template: string): string {
  const hasBucket =
    client === 's3' &&
    operation.input.isStructSchema() &&
    Object.hasOwn(operation.input.getMemberSchemas(), 'Bucket') &&
    !template.includes('{Bucket}');
  return hasBucket ? `/{Bucket}${template}` : template;
}

function requiredPoints(operation: Operation, request: WireRequest): number | undefined {
  if (!operation.input.isStructSchema()) return 0;
  let points = 0;
  for (const name of requiredMembers(operation.input)) {
    const traits = operation.input.getMemberSchema(name).getMergedTraits();
    if (traits.httpQuery) {
      if (!request.query.has(traits.httpQuery)) return undefined;
      points += 3;
    }
    if (traits.httpHeader) {
      if (request.headers[traits.httpHeader.toLowerCase()] === undefined) return undefined;
      points += 3;
    }
  }
  return points;
}

function matchPath(template: string, path: string) {
  const names: string[] = [];
  let literals = 0;
  const pattern = trimSlash(template)
    .split('/')
    .map((part) => {
      const label = /^\{(\w+)(\+?)\}$/.exec(part);
      if (label?.[1]) {
        names.push(label[1]);
        return label[2] ? '(.+)' : '([^/]+)';
      }
      if (part) literals += 1;
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  // A slash at the end belongs to a key.
  const found = new RegExp(`^${pattern}$`).exec(template.endsWith('+}') ? path : trimSlash(path));
  if (!found) return undefined;
  const labels = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]));
  return { labels, literals };
}

/** The CLI writes `/recovery-points/` where the template has `/recovery-points`. */
function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
