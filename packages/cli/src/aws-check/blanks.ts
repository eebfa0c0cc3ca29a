/** Whether a word, or a part of one, stands for a value that the document leaves open. */
export function isBlank(text: string): boolean {
  return (
    /[$`<>{}[\]*…]|\.{3}|^$/.test(text) ||
    /^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|x{2,}|n|your[-_].*|my[-_].*)$/.test(text) ||
    /xxx|your-/i.test(text)
  );
}
