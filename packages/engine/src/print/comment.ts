import { stripVTControlCharacters } from 'node:util';

/** Text as comments: no line of it is ever run. */
export function comment(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/\r\n|[\r\n]/)
    .map((line) => `# ${line}`.trimEnd());
}

/** Something to look out for. */
export function warning(text: string): string {
  return `# !! ${stripVTControlCharacters(text).replace(/\s+/g, ' ').trim()}`;
}
