/**
 * The `aws-chunked` content encoding of S3 uploads: `SIZE[;chunk-signature=…]\r\n DATA \r\n … 0\r\n TRAILERS \r\n`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html). Signatures and checksums are not verified.
 */
import { malformed } from './malformed.ts';
import { header, type WireRequest } from './message.ts';

export function decodeAwsChunked(request: WireRequest): WireRequest {
  const encodings = (header(request, 'content-encoding') ?? '').split(',').map((e) => e.trim());
  const streaming = header(request, 'x-amz-content-sha256')?.startsWith('STREAMING-') ?? false;
  if (!streaming && !encodings.includes('aws-chunked')) return request;
  const { 'content-encoding': _, ...headers } = request.headers;
  const rest = encodings.filter((e) => e !== '' && e !== 'aws-chunked').join(',');
  return { ...request, headers: rest ? { ...headers, 'content-encoding': rest } : headers, body: join(request.body) };
}

function join(bytes: Uint8Array): Uint8Array {
  const body = Buffer.from(bytes);
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, lineEnd < 0 ? body.length : lineEnd).toString('latin1'), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw malformed('an aws-chunked body is cut short');
    if (size === 0) break;
    const start = lineEnd + 2;
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
  return Buffer.concat(chunks);
}
