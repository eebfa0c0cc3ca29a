const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;

/** The word as one shell word: as it is where nothing in it is special, else in single quotes. */
export function quoteWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line that a shell splits back into exactly `program` and `argv`. */
export function quoteCommand(program: string, argv: readonly string[]): string {
  return [program, ...argv].map(quoteWord).join(' ');
}
