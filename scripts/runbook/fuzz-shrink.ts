/** Takes lines away as long as the document still shows the fault, halves first, then single ones, then characters. */
export function shrink(text: string, fails: (text: string) => boolean): string {
  return without(without(text.split('\n'), '\n', fails).split(''), '', fails);
}

function without(parts: readonly string[], glue: string, fails: (text: string) => boolean): string {
  let kept = [...parts];
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fails(fewer.join(glue))) kept = fewer;
      else at += size;
    }
  }
  return kept.join(glue);
}
