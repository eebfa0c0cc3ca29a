import type { CommandContext } from '@steadyhand/contracts';
import type { GivenOption } from '../command-line.ts';
import { CurlError } from './curl-error.ts';

/** The body that curl makes of its data options; null when there is none. */
export async function readBody(
  options: readonly GivenOption[],
  stdin: string | null,
  context: CommandContext,
): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  for (const { name, value } of options) {
    // Pieces of JSON are put together as they are, all others are fields of a form.
    if (parts.length > 0 && name !== 'json') parts.push(Buffer.from('&'));
    parts.push(await readPart(name, value ?? '', { stdin, context }));
  }
  return options.length === 0 ? null : Buffer.concat(parts);
}

interface Sources {
  stdin: string | null;
  context: CommandContext;
}

async function readPart(name: string, value: string, sources: Sources): Promise<Buffer> {
  if (name === 'data-urlencode') return Buffer.from(await encoded(value, sources));
  if (name === 'data-raw' || !value.startsWith('@')) return Buffer.from(value);
  const content = await readSource(value.slice(1), name, sources);
  if (name === 'data-binary' || name === 'json') return content;
  return Buffer.from(content.toString('latin1').replace(/[\r\n\0]/g, ''), 'latin1');
}

/** `content`, `=content`, `name=content`, `@file` or `name@file`. */
async function encoded(value: string, sources: Sources): Promise<string> {
  const at = value.search(/[=@]/);
  if (at < 0) return percentEncode(Buffer.from(value));
  const name = value.slice(0, at);
  const rest = value.slice(at + 1);
  const content = value[at] === '@' ? await readSource(rest, 'data-urlencode', sources) : Buffer.from(rest);
  return `${name === '' ? '' : `${name}=`}${percentEncode(content)}`;
}

async function readSource(path: string, option: string, { stdin, context }: Sources): Promise<Buffer> {
  if (path === '-') return Buffer.from(stdin ?? '');
  try {
    return Buffer.from(await context.readFile(path));
  } catch {
    throw new CurlError(26, `Failed to open ${path} (--${option})`);
  }
}

/** Everything but unreserved characters, a space as `+`. */
function percentEncode(bytes: Buffer): string {
  const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return bytes
    .toString('latin1')
    .replace(/[^A-Za-z0-9\-._~ ]/g, hex)
    .replaceAll(' ', '+');
}
