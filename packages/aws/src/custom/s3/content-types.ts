/** By extension, as Python's mimetypes has them; what is not here has no type that could be told. */
const TYPES: Readonly<Record<string, string>> = {
  avi: 'video/x-msvideo',
  bin: 'application/octet-stream',
  bmp: 'image/bmp',
  css: 'text/css',
  csv: 'text/csv',
  doc: 'application/msword',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  json: 'application/json',
  md: 'text/markdown',
  mjs: 'application/javascript',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  ps: 'application/postscript',
  py: 'text/x-python',
  sh: 'application/x-sh',
  sql: 'application/sql',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  txt: 'text/plain',
  wasm: 'application/wasm',
  wav: 'audio/x-wav',
  webm: 'video/webm',
  xml: 'text/xml',
  zip: 'application/zip',
};

/** Undefined when it cannot be told. A compressed file has the type of what it holds. */
export function guessContentType(path: string): string | undefined {
  const name = path.toLowerCase().replace(/\.(gz|bz2|xz|z|br)$/, '');
  const extension = /\.([a-z0-9]+)$/.exec(name)?.[1] ?? '';
  return extension === 'tgz' ? TYPES.tar : Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
}
