import { type CommandLine, optionTable, parseCommandLine, spellings } from '../command-line.ts';

const OPTIONS = optionTable([
  '-d, --date=',
  '-f, --file=',
  '-I, --iso-8601[=]',
  '-R, --rfc-2822, --rfc-822, --rfc-email',
  '--rfc-3339=',
  '-r, --reference=',
  '-s, --set=',
  '-u, --uct, --universal, --utc',
  '--debug',
  '--help',
  '--version',
]);

export const DATE_OPTIONS: readonly string[] = spellings(OPTIONS);

export function parseDateOptions(argv: readonly string[]): CommandLine {
  return parseCommandLine(argv, OPTIONS, { permute: true, abbreviate: true, equals: true });
}
