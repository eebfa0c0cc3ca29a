/** Addresses that become links by themselves (GFM 0.29, 6.9). */
import type { StateInline } from 'markdown-it';

const SCHEME = /(?<![a-z])https?$/i;
/** What follows `://`: a host without marks, then anything up to a blank or a tag. */
const AFTER_SCHEME = /:\/\/((?:[^\s\p{P}\p{S}]|[-._])+)[^\s<]*/uy;
/** A host names no more than its last two labels without `_`. */
const BAD_HOST = /_[^.]*(?:\.[^.]*)?$/;

/** An inline rule: at the `:` of an address, so that no `_` or `*` in it is taken for a mark. */
export function takeAddress(state: StateInline, silent: boolean): boolean {
  // In the text of a link, which is looked through silently, what ends the text counts more than the address.
  if (silent || state.src.charCodeAt(state.pos) !== 0x3a || state.src.charCodeAt(state.pos + 1) !== 0x2f) return false;
  const scheme = SCHEME.exec(state.pending.slice(-6))?.[0];
  if (scheme === undefined) return false;
  AFTER_SCHEME.lastIndex = state.pos;
  const match = AFTER_SCHEME.exec(state.src);
  const host = match?.[1]?.replace(/[._]+$/, '') ?? '';
  if (match === null || host === '' || BAD_HOST.test(host)) return false;
  const rest = withoutTrail(match[0].slice(0, state.posMax - state.pos));
  state.pending = state.pending.slice(0, -scheme.length);
  const open = state.push('link_open', 'a', 1);
  open.attrs = [['href', scheme + rest]];
  open.info = 'auto';
  state.push('text', '', 0).content = scheme + rest;
  state.push('link_close', 'a', -1);
  state.pos += rest.length;
  return true;
}

/** An address without the marks that end its sentence, and without a `)` that it does not open. */
function withoutTrail(address: string): string {
  let end = address.length;
  for (;;) {
    const text = address.slice(0, end);
    const trail = /(?:[!"'*,.:;?_~\]]|&[a-z]+;)$/i.exec(text)?.[0];
    if (trail !== undefined) end -= trail.length;
    else if (text.endsWith(')') && count(text, ')') > count(text, '(')) end -= 1;
    else return text;
  }
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}

const BARE = /(?<![\w+\-.@/])[\w+\-.]+@[\w-]+(?:\.[\w-]+)+|(?<![^\s(*_[\]~])www\.[^\s\p{P}\p{S}][^\s<]*/giu;

export interface Bare {
  text: string;
  url: string;
  index: number;
}

/** Addresses in a text that name no scheme: of mail, and those that begin with `www.`. */
export function bareAddresses(text: string): Bare[] {
  if (!text.includes('@') && !/www\./i.test(text)) return [];
  const found: Bare[] = [];
  for (const { 0: whole, index } of text.matchAll(BARE)) {
    if (/^www\./i.test(whole)) {
      const address = withoutTrail(whole);
      found.push({ text: address, url: `http://${address}`, index });
    } else if (/[a-z]$/i.test(whole)) found.push({ text: whole, url: `mailto:${whole}`, index });
  }
  return found;
}
