import { AwsError } from '../../wire/service.ts';

export interface ByteRange {
  /** Inclusive, both. */
  first: number;
  last: number;
}

/**
 * The bytes that `bytes=0-99`, `bytes=100-` or `bytes=-100` mean; null for what is no single range, which is ignored.
 * @throws {AwsError} InvalidRange
 */
export function byteRange(text: string, size: number): ByteRange | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first > last) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { first, last };
}
