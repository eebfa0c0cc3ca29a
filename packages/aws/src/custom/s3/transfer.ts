/** `aws s3 cp|mv|rm`, after awscli/customizations/s3 (Apache-2.0). One object at a time, each in one request. */
import type { CommandResult } from '@steadyhand/contracts';
import { unsupported } from '../../connection.ts';
import { CommandFailure, EXIT, usageFailure } from '../../failure.ts';
import type { Execution } from '../../operation.ts';
import { callS3, type Found, headKey, listKeys } from './bucket.ts';
import { guessContentType } from './content-types.ts';
import { createFilter } from './filters.ts';
import {
  isS3,
  leavesFolder,
  type Place,
  shownPlace,
  sourceOf,
  splitS3,
  type Target,
  targetFor,
  targetOf,
} from './places.ts';
import { checkOptions, copyParams, optionText, payerParams, writeParams } from './request-options.ts';
import { Results } from './results.ts';
import { needsSync } from './sync.ts';

type Kind = 'upload' | 'download' | 'copy' | 'delete';

interface Job {
  execution: Execution;
  kind: Kind;
  /** `move` for all of `mv`. */
  shown: string;
  from: Place;
  to: Target;
  recursive: boolean;
  results: Results;
}

interface Item {
  source: Place;
  target: Place;
  /** Null where it was not looked at. */
  found: Pick<Found, 'size' | 'modified' | 'storageClass'> | null;
  /** Where it is another than the job's. */
  kind?: Kind;
}

export async function s3Transfer(execution: Execution): Promise<CommandResult> {
  const { parsed, io } = execution;
  checkOptions(parsed);
  const texts = parsed.positionals.map((word) => (/^s3:\/\/[^/]+$/.test(word.text) ? `${word.text}/` : word.text));
  if (texts.includes('-')) return stream(execution, texts);
  const { kind, source, target } = await readPaths(execution, texts);
  const recursive = parsed.command === 'sync' || parsed.given.some(({ flag }) => flag.name === 'recursive');
  const results = new Results(parsed, { io, streams: false });
  const job: Job = {
    execution,
    kind,
    shown: parsed.command === 'mv' ? 'move' : kind,
    from: await sourceOf(source, recursive, io),
    to: await targetOf(target, recursive, io),
    recursive,
    results,
  };
  try {
    for await (const item of parsed.command === 'sync' ? syncedItems(job) : itemsOf(job)) await carryOut(job, item);
  } catch (error) {
    if (!io.signal.aborted && !(error instanceof CommandFailure)) throw error;
    if (error instanceof CommandFailure && !io.signal.aborted) results.fatal(error.message.trim());
  }
  return results.result(io.signal.aborted);
}

async function readPaths(
  { parsed, io }: Execution,
  texts: readonly string[],
): Promise<{ kind: Kind; source: string; target: string }> {
  const [source = '', target = source] = texts;
  const wanted = parsed.command === 'rm' ? 1 : 2;
  const missing = ['paths'].slice(0, texts.length === 0 ? 1 : 0);
  if (missing.length > 0) throw usageFailure('the following arguments are required: paths');
  const kind = texts.length === wanted ? kindOf(texts) : null;
  const usage = wanted === 1 ? '<S3Uri>' : '<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>';
  if (kind === null)
    throw new CommandFailure(EXIT.usage, `\nusage: aws s3 ${parsed.command} ${usage}\nError: Invalid argument type\n`);
  const name = source.split('/').at(-1) ?? '';
  if (parsed.command === 'mv' && (source === target || (target.endsWith('/') && source === `${target}${name}`)))
    throw new CommandFailure(EXIT.usage, `\nCannot mv a file onto itself: '${source}' - '${target}'\n`);
  if (kind === 'upload' && !(await existsLocally(source, io)))
    throw new CommandFailure(EXIT.other, `\nThe user-provided path ${source} does not exist.\n`);
  if (kind === 'upload' && parsed.command === 'mv' && !io.removeFile)
    throw unsupported(`s3 mv of a file of the session (copy it with s3 cp, then remove it with rm)`);
  return { kind, source, target };
}

function kindOf([source = '', target]: readonly string[]): Kind | null {
  if (target === undefined) return isS3(source) ? 'delete' : null;
  if (isS3(source)) return isS3(target) ? 'copy' : 'download';
  return isS3(target) ? 'upload' : null;
}

async function existsLocally(path: string, io: Execution['io']): Promise<boolean> {
  if ((await io.listFiles(path)) !== null) return true;
  return io.readFile(path).then(
    () => true,
    () => false,
  );
}

async function* itemsOf(job: Job): AsyncGenerator<Item> {
  const { from, to, recursive, execution } = job;
  const filter = filterOf(job);
  const sources = from.kind === 'local' ? localSources(job) : remoteSources(job);
  for await (const { source, found } of sources) {
    if (!filter(source.path)) continue;
    if (leavesFolder(source, recursive ? from : source, to)) {
      job.results.warned(`Skipping file ${shownPlace(source, execution.io)}. File references a parent directory.`);
      continue;
    }
    yield { source, found, target: job.kind === 'delete' ? source : targetFor(source, from, to) };
  }
}

/** What is at the target as well is left out where it is the same; `--delete` adds what is only there. */
async function* syncedItems(job: Job): AsyncGenerator<Item> {
  const { given } = job.execution.parsed;
  const has = (name: string) => given.some(({ flag }) => flag.name === name);
  const rules = { sizeOnly: has('size-only'), exactTimes: has('exact-timestamps'), download: job.kind === 'download' };
  const there = new Map<string, Item>();
  const back: Job = { ...job, from: job.to, to: { ...job.from, keepsName: true }, kind: 'delete' };
  for await (const item of itemsOf(back)) there.set(item.source.path, item);
  for await (const item of itemsOf(job)) {
    const same = there.get(item.target.path);
    there.delete(item.target.path);
    if (!same || needsSync(item.found, same.found, rules)) yield item;
  }
  if (has('delete')) for (const item of there.values()) yield { ...item, kind: 'delete' };
}

function filterOf({ execution, from, to, recursive }: Job): (path: string) => boolean {
  const rootOf = ({ path }: Place) =>
    recursive || path.endsWith('/') ? path.replace(/\/$/, '') : path.split('/').slice(0, -1).join('/');
  const { given } = execution.parsed;
  const [source, target] = [createFilter(given, rootOf(from)), createFilter(given, rootOf(to))];
  // A pattern is tried under the target's root too, as the real CLI does.
  return from.kind === to.kind ? (path) => source(path) && target(path) : source;
}

async function* localSources({ execution, from, recursive }: Job): AsyncGenerator<Pick<Item, 'source' | 'found'>> {
  if (!recursive) {
    yield { source: from, found: null };
    return;
  }
  const files = (await execution.io.listFiles(from.path)) ?? [];
  for (const { path, bytes, modified } of [...files].sort((a, b) => byBytes(a.path, b.path)))
    yield {
      source: { kind: 'local', path: from.path + path },
      found: { size: bytes, modified, storageClass: undefined },
    };
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function* remoteSources(job: Job): AsyncGenerator<Pick<Item, 'source' | 'found'>> {
  const { execution, kind, recursive, from } = job;
  const { given } = execution.parsed;
  const { bucket, key } = splitS3(from.path);
  const source = (name: string): Place => ({ kind: 's3', path: `${bucket}/${name}` });
  if (!recursive && key !== '') {
    const params = { Bucket: bucket, Key: key, ...payerParams(given) };
    yield { source: source(key), found: kind === 'delete' ? null : await headKey(execution, params) };
    return;
  }
  const size = optionText(given, 'page-size');
  const params = { Bucket: bucket, Prefix: key, ...payerParams(given) };
  for await (const found of listKeys(execution, params, size === undefined ? null : Number(size))) {
    const isFolder = found.size === 0 && found.key.endsWith('/');
    if (recursive && (!isFolder || kind === 'delete')) yield { source: source(found.key), found };
  }
}

async function carryOut(job: Job, item: Item): Promise<void> {
  const { execution, results } = job;
  const { kind = job.kind } = item;
  const shown = item.kind ?? job.shown;
  const { io } = execution;
  io.signal.throwIfAborted();
  const from = shownPlace(item.source, io);
  const where = kind === 'delete' ? from : `${from} to ${shownPlace(item.target, io)}`;
  if (isArchived(job, item)) {
    if (execution.parsed.given.some(({ flag }) => flag.name === 'ignore-glacier-warnings')) return;
    const operation = shown === 'move' ? 'move' : kind;
    results.warned(
      `Skipping file ${from}. Object is of storage class ${item.found?.storageClass}. Unable to perform ${operation} operations on GLACIER objects. You must restore the object to be able to perform the operation. See aws s3 ${operation} help for additional parameter options to ignore or force these transfers.`,
    );
    return;
  }
  try {
    if (!results.isDry) {
      await WORK[kind](job, item);
      if (shown === 'move') await remove(job, item);
    }
    results.done(`${shown}: ${where}`);
  } catch (error) {
    if (io.signal.aborted || !(error instanceof CommandFailure)) throw error;
    results.failed(shown, where, error.message.trim());
  }
}

function isArchived({ kind, execution }: Job, { found }: Item): boolean {
  if (kind !== 'download' && kind !== 'copy') return false;
  if (execution.parsed.given.some(({ flag }) => flag.name === 'force-glacier-transfer')) return false;
  return found?.storageClass === 'GLACIER' || found?.storageClass === 'DEEP_ARCHIVE';
}

const WORK: Readonly<Record<Kind, (job: Job, item: Item) => Promise<void>>> = {
  upload,
  download,
  copy,
  delete: remove,
};

async function upload({ execution }: Job, { source, target }: Item): Promise<void> {
  const { io, parsed } = execution;
  if (source.path.endsWith('/')) throw new CommandFailure(1, `[Errno 21] Is a directory: '${source.path}'`);
  const body = await io.readFile(source.path);
  await put(execution, target.path, { body, type: guesses(parsed) ? guessContentType(source.path) : undefined });
}

function guesses({ given }: Execution['parsed']): boolean {
  return !given.some(({ flag }) => flag.name === 'no-guess-mime-type');
}

async function put(
  execution: Execution,
  path: string,
  { body, type }: { body: Uint8Array; type: string | undefined },
): Promise<void> {
  const { bucket, key } = splitS3(path);
  const params = { ...(type === undefined ? {} : { ContentType: type }), ...writeParams(execution.parsed.given) };
  await callS3(execution, 'PutObject', { Bucket: bucket, Key: key, Body: body, ...params });
}

async function download({ execution }: Job, { source, target }: Item): Promise<void> {
  await execution.io.writeFile(target.path, await get(execution, source.path));
}

async function get(execution: Execution, path: string): Promise<Uint8Array> {
  const { bucket, key } = splitS3(path);
  const params = { Bucket: bucket, Key: key, ...payerParams(execution.parsed.given) };
  return (await callS3(execution, 'GetObject', params)).body ?? new Uint8Array();
}

async function copy({ execution }: Job, { source, target }: Item): Promise<void> {
  const { bucket, key } = splitS3(target.path);
  const from = splitS3(source.path);
  const encoded = from.key.split('/').map(encodeURIComponent).join('/');
  const CopySource = from.bucket.startsWith('arn:') ? `${from.bucket}/object/${encoded}` : `${from.bucket}/${encoded}`;
  await callS3(execution, 'CopyObject', {
    Bucket: bucket,
    Key: key,
    CopySource,
    ...copyParams(execution.parsed.given),
  });
}

async function remove({ execution }: Job, { source }: Item): Promise<void> {
  if (source.kind === 's3') await deleteKey(execution, source);
  else if (execution.io.removeFile) await execution.io.removeFile(source.path);
  else throw new CommandFailure(1, 'a file of the session can only be removed with rm');
}

async function deleteKey(execution: Execution, { path }: Place): Promise<void> {
  const { bucket, key } = splitS3(path);
  await callS3(execution, 'DeleteObject', { Bucket: bucket, Key: key, ...payerParams(execution.parsed.given) });
}

/** `s3 cp - s3://…` and `s3 cp s3://… -`. */
async function stream(execution: Execution, [source = '', target = '']: readonly string[]): Promise<CommandResult> {
  const { parsed, io } = execution;
  const recursive = parsed.given.some(({ flag }) => flag.name === 'recursive');
  if (parsed.command !== 'cp' || recursive)
    throw new CommandFailure(EXIT.usage, '\nStreaming currently is only compatible with non-recursive cp commands\n');
  const results = new Results(parsed, { io, streams: true });
  const kind = source === '-' ? 'upload' : 'download';
  const body = kind === 'upload' ? io.stdin() : new Uint8Array();
  const to = source === '-' ? (target.endsWith('/') ? `${target}-` : target) : target;
  try {
    if (kind === 'upload' && !results.isDry) {
      await put(execution, to.replace(/^s3:\/\//, ''), { body, type: undefined });
    } else if (!results.isDry) {
      const received = await get(execution, source.replace(/^s3:\/\//, ''));
      return { ...results.result(false), stdout: Buffer.from(received).toString('latin1'), binary: true };
    }
  } catch (error) {
    if (io.signal.aborted || !(error instanceof CommandFailure)) throw error;
    results.failed(kind, `${source} to ${to}`, error.message.trim());
  }
  return results.result(false);
}
