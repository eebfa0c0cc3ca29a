import type { CommandContext, CommandResult } from '@steadyhand/contracts';
import { type CommandLine, hasOption, lastValue, type OptionProblem } from '../command-line.ts';
import { type Moment, readDateString } from './date-string.ts';
import { parseDateOptions } from './options.ts';
import { strftime } from './strftime.ts';
import { UTC, zoneOf } from './zone.ts';

const RFC_EMAIL = '%a, %d %b %Y %H:%M:%S %z';
const DEFAULT = '%a %b %e %H:%M:%S %Z %Y';

/** Precisions of -I and --rfc-3339, in the order in which an abbreviation finds them. */
const ISO_8601: Readonly<Record<string, string>> = {
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC_3339: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};

const TRY_HELP = "Try 'date --help' for more information.";

class DateError extends Error {}

/** GNU date (coreutils 9) on the session's clock, in the C locale. */
export function runDate(argv: readonly string[], context: CommandContext): CommandResult {
  try {
    return { exitCode: 0, stdout: `${printed(parseDateOptions(argv), context)}\n`, stderr: '' };
  } catch (error) {
    if (!(error instanceof DateError)) throw error;
    return { exitCode: 1, stdout: '', stderr: `date: ${error.message}\n` };
  }
}

function printed(line: CommandLine, { clock, env }: CommandContext): string {
  if (line.problem) throw new DateError(usage(line.problem));
  refuseWhatIsNotOurs(line);
  const format = chosenFormat(line);
  const zone = hasOption(line, 'utc') ? UTC : zoneOf(env.TZ);
  const milliseconds = clock.now();
  const seconds = Math.floor(milliseconds / 1000);
  const now: Moment = { seconds, nanos: Math.floor((milliseconds - seconds * 1000) * 1e6) };
  const text = lastValue(line, 'date');
  const moment = text === undefined ? now : readDateString(text, now, zone);
  if (!moment) throw new DateError(`invalid date '${text}'`);
  return strftime(format, moment, zone);
}

function refuseWhatIsNotOurs(line: CommandLine): void {
  for (const name of ['file', 'reference', 'set', 'debug', 'help', 'version']) {
    if (hasOption(line, name)) throw new DateError(`--${name} is not supported here`);
  }
}

function chosenFormat(line: CommandLine): string {
  const formats = line.options.flatMap(({ name, value }) => {
    if (name === 'iso-8601') return [precision(ISO_8601, value ?? 'date', '--iso-8601')];
    if (name === 'rfc-3339') return [precision(RFC_3339, value ?? '', '--rfc-3339')];
    return name === 'rfc-email' ? [RFC_EMAIL] : [];
  });
  const [operand, extra] = line.operands;
  if (extra) throw new DateError(`extra operand '${extra.value}'\n${TRY_HELP}`);
  if (operand?.value.startsWith('+')) formats.push(operand.value.slice(1));
  else if (operand && hasOption(line, 'date')) {
    const how =
      'when using an option to specify date(s), any non-option\nargument must be a format string beginning with';
    throw new DateError(`the argument '${operand.value}' lacks a leading '+';\n${how} '+'\n${TRY_HELP}`);
  } else if (operand) throw new DateError(`invalid date '${operand.value}'`);
  if (formats.length > 1) throw new DateError('multiple output formats specified');
  return formats[0] ?? DEFAULT;
}

function precision(formats: Readonly<Record<string, string>>, given: string, option: string): string {
  const found = Object.keys(formats).filter((name) => name.startsWith(given));
  const format = formats[formats[given] === undefined ? (found[0] ?? '') : given];
  if (format !== undefined && (found.length === 1 || formats[given] !== undefined)) return format;
  const kind = found.length > 1 ? 'ambiguous' : 'invalid';
  const valid = Object.keys(formats).map((name) => `  - '${name}'`);
  throw new DateError(
    `${kind} argument '${given}' for '${option}'\nValid arguments are:\n${valid.join('\n')}\n${TRY_HELP}`,
  );
}

function usage({ kind, spelling }: OptionProblem): string {
  const short = !spelling.startsWith('--');
  const name = short ? `-- '${spelling.slice(1)}'` : `'${spelling}'`;
  if (short && 'vjnz'.includes(spelling.slice(1))) {
    return `invalid option -- '${spelling.slice(1)}'\n${spelling} is an option of BSD date; this is GNU date: use -d, as in date -d '1 hour ago'.`;
  }
  switch (kind) {
    case 'missing-argument':
      return short
        ? `option requires an argument ${name}\n${TRY_HELP}`
        : `option ${name} requires an argument\n${TRY_HELP}`;
    case 'unexpected-argument':
      return `option ${name} doesn't allow an argument\n${TRY_HELP}`;
    case 'ambiguous':
      return `option ${name} is ambiguous\n${TRY_HELP}`;
    case 'unknown':
      return `${short ? 'invalid' : 'unrecognized'} option ${name}\n${TRY_HELP}`;
  }
}
