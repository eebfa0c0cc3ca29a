/** The interpreter's `xargs` knows its options only as single letters with the value as a word of its own. */
const LONG: Readonly<Record<string, string>> = {
  '--max-args': '-n',
  '--replace': '-I',
  '--max-procs': '-P',
  '--delimiter': '-d',
  '--null': '-0',
  '--no-run-if-empty': '-r',
  '--verbose': '-t',
};

/** `-n1 --replace={} aws` as `-n 1 -I {} aws`; what stands behind the program is the program's. */
export function xargsWords(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (const [i, word] of argv.entries()) {
    const [, long = '', , value] = /^(--[a-z-]+)(=(.*))?$/s.exec(word) ?? [];
    const [, letter, rest = ''] = /^(-[nIPd])(.*)$/s.exec(word) ?? [];
    const option = letter ?? LONG[long];
    if (!word.startsWith('-') && !/^-[nIPd]$/.test(words.at(-1) ?? '')) return [...words, ...argv.slice(i)];
    words.push(...(option === undefined ? [word] : [option, value ?? rest].filter((part) => part !== '')));
  }
  return words;
}
