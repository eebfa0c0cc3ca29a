/** Whether a word, or a part of one, stands for a value that the document leaves open. */
export function isBlank(text: string): boolean {
  return holdsBlank(text) || /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|n)$/.test(text);
}

/** A blank that is marked as one: `$NAME`, `<name>`, `your-name`, `xxx`. */
export function holdsBlank(text: string): boolean {
  return /[$`<>{}[\]*…]|\.{3}|^$|xxx|^x{1,2}$|\byour[-_]|^my[-_]/i.test(text);
}
