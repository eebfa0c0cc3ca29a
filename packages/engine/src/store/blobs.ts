/**
 * What is large, or private, or no text for a database, stands beside an event, and in it only the hash: retention can
 * drop the one and the other still verifies. Command output and files always do.
 */
import { createHash } from 'node:crypto';

export interface Blob {
  /** sha256 of the content. */
  hash: string;
  content: Buffer;
}

/** What stands in an event in place of a text. */
interface Reference {
  $blob: string;
  bytes: number;
  /** UTF-8 when left out; it cannot hold every string of JavaScript. */
  encoding?: 'utf16le';
}

const TEXT_MAX = 4096;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ALWAYS = new Set(['stdout', 'stderr', 'binary', 'data']);

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Gives a JSON value whose large texts are references, and the texts. */
export function moveOut(value: unknown): { body: unknown; blobs: Blob[] } {
  const blobs: Blob[] = [];
  const body = mapTexts(value, (text, name) => {
    const wellFormed = !LONE_SURROGATE.test(text);
    // jsonb has no U+0000 and no lone surrogates.
    const fits = text.length <= TEXT_MAX && wellFormed && !text.includes('\0');
    if (text === '' || (fits && !ALWAYS.has(name))) return text;
    const content = Buffer.from(text, wellFormed ? 'utf8' : 'utf16le');
    const hash = sha256(content);
    blobs.push({ hash, content });
    const reference: Reference = { $blob: hash, bytes: content.length };
    return wellFormed ? reference : { ...reference, encoding: 'utf16le' };
  });
  return { body, blobs };
}

/** Puts the texts back; in place of a dropped one it says so. */
export function moveIn(body: unknown, contents: ReadonlyMap<string, Buffer | null>): unknown {
  return mapReferences(body, ({ $blob, bytes, encoding }) => {
    const content = contents.get($blob);
    return content ? content.toString(encoding ?? 'utf8') : `[removed by retention: ${bytes} bytes, sha256 ${$blob}]`;
  });
}

export function hashesIn(body: unknown): string[] {
  const hashes: string[] = [];
  mapReferences(body, ({ $blob }) => hashes.push($blob));
  return hashes;
}

function mapTexts(value: unknown, change: (text: string, name: string) => unknown, name = ''): unknown {
  if (typeof value === 'string') return change(value, name);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapTexts(member, change, key)]));
}

function mapReferences(value: unknown, change: (reference: Reference) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, change));
  if (typeof value !== 'object' || value === null) return value;
  if ('$blob' in value) return change(value as Reference);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapReferences(member, change)]));
}
