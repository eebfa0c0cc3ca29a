import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dockerIgnore } from './docker-ignore.ts';

/** A program as it was at one moment, with the files beside it; later edits of its folder do not reach it. */
export interface Image {
  /** `sha256:…` of its manifest, and so of its content. */
  readonly digest: string;
  /** The manifest that a registry shows. */
  readonly manifest: string;
  readonly sizeBytes: number;
  /** Its files; a task works here. */
  readonly folder: string;
  /** The bundled program in that folder. */
  readonly main: string;
}

export interface ImageSource {
  /** Folder whose files come along, except what its `.dockerignore` leaves out. */
  context: string;
  /** The bundled program. */
  program: string;
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const MAIN = 'main.mjs';
/** What bundles make needless, and what is nobody's content. */
const NEVER_COPIED = new Set(['node_modules', '.git']);

/** Takes the snapshot into a folder of its own below `imagesFolder`. The same content gives the same image. */
export async function makeImage({ context, program }: ImageSource, imagesFolder: string): Promise<Image> {
  const ignores = dockerIgnore(await readFile(join(context, '.dockerignore'), 'utf8').catch(() => ''));
  const paths = (await filesBelow(context, '')).filter((path) => !ignores(path) && path !== MAIN);
  const files = [...paths.map((path) => ({ path, from: join(context, path) })), { path: MAIN, from: program }];
  const layers = await Promise.all(files.map(layerOf));
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Cmd: ['node', MAIN] } });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.length,
      digest: sha256(config),
    },
    layers,
  });
  const digest = sha256(manifest);
  const folder = join(imagesFolder, digest.slice('sha256:'.length));
  await copyAll(files, folder);
  return {
    digest,
    manifest,
    sizeBytes: layers.reduce((sum, { size }) => sum + size, 0),
    folder,
    main: join(folder, MAIN),
  };
}

interface ImageFile {
  path: string;
  from: string;
}

async function layerOf({ path, from }: ImageFile) {
  const content = await readFile(from);
  const mediaType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
  return { mediaType, size: content.length, digest: sha256(Buffer.concat([Buffer.from(`${path}\0`), content])) };
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry): Promise<string[]> => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (NEVER_COPIED.has(entry.name)) return Promise.resolve([]);
      if (entry.isDirectory()) return filesBelow(root, path);
      return Promise.resolve(entry.isFile() ? [path] : []);
    }),
  );
  return found.flat().sort();
}

/** A folder is there whole or not at all, also when it is made twice at once. */
async function copyAll(files: readonly ImageFile[], folder: string): Promise<void> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const unfinished = `${folder}.${sha256(String(performance.now())).slice(7, 19)}.part`;
  for (const { path, from } of files) {
    await mkdir(dirname(join(unfinished, path)), { recursive: true });
    await copyFile(from, join(unfinished, path));
  }
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
}

function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
