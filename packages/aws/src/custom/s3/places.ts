/** Sources and targets of `s3 cp|mv|rm`, after awscli/customizations/s3/fileformat.py (Apache-2.0). */
import { basename, dirname, join, relative, resolve } from 'node:path/posix';
import type { Io } from '../../io.ts';

/** A path of S3 is `bucket/key`, one of the session is absolute; a folder or prefix ends with a slash. */
export interface Place {
  kind: 's3' | 'local';
  path: string;
}

export interface Target extends Place {
  /** It takes the source's name. */
  keepsName: boolean;
}

export function isS3(text: string): boolean {
  return text.startsWith('s3://');
}

export function splitS3(path: string): { bucket: string; key: string } {
  const bare = path.replace(/^s3:\/\//, '');
  const point = /^arn:[^/]*:(?:accesspoint|outpost)[/:][^/]+(?:[/:]accesspoint[/:][^/]+)?/.exec(bare)?.[0];
  const end = point?.length ?? bare.indexOf('/');
  return end < 0 ? { bucket: bare, key: '' } : { bucket: bare.slice(0, end), key: bare.slice(end + 1) };
}

export async function targetOf(text: string, folder: boolean, io: Io): Promise<Target> {
  if (isS3(text)) {
    const { bucket, key } = splitS3(text);
    const path = `${bucket}/${key}`;
    const keepsName = folder || path.endsWith('/');
    return { kind: 's3', path: folder && !path.endsWith('/') ? `${path}/` : path, keepsName };
  }
  const path = resolve(io.cwd, text);
  const isFolder = folder || text.endsWith('/') || (await io.listFiles(text)) !== null;
  return { kind: 'local', path: isFolder ? `${path.replace(/\/$/, '')}/` : path, keepsName: isFolder };
}

/** The same, but a name is never kept by a source. */
export async function sourceOf(text: string, folder: boolean, io: Io): Promise<Place> {
  const { kind, path } = await targetOf(text, folder, io);
  return { kind, path };
}

/** As the real CLI shows it: `s3://bucket/key`, `./a`, `docs/a`. */
export function shownPlace({ kind, path }: Place, io: Io): string {
  if (kind === 's3') return `s3://${path}`;
  if (path.endsWith('/')) return `${relative(io.cwd, path) || '.'}/`;
  return `${relative(io.cwd, dirname(path)) || '.'}/${basename(path)}`;
}

/** Where one source goes, of a whole folder or prefix `from`. */
export function targetFor(source: Place, from: Place, to: Target): Place {
  if (!to.keepsName) return to;
  const name = from.path.endsWith('/') ? source.path.slice(from.path.length) : (source.path.split('/').at(-1) ?? '');
  return { kind: to.kind, path: to.path + name };
}

/** Whether a key would be written outside of the folder that was named. */
export function leavesFolder(source: Place, from: Place, to: Target): boolean {
  if (to.kind !== 'local' || !to.keepsName) return false;
  return !join(targetFor(source, from, to).path).startsWith(to.path);
}
