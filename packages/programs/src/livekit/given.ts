import { allValues, type CommandLine, hasOption, lastValue } from '../command-line.ts';
import { LivekitError } from './livekit-error.ts';

/** The words behind a command. */
export class Given {
  readonly args: readonly string[];
  readonly #line: CommandLine;

  constructor(line: CommandLine, args: readonly string[]) {
    this.#line = line;
    this.args = args;
  }

  has(name: string): boolean {
    return hasOption(this.#line, name);
  }

  /** Empty where it is not given, as the real program has it. */
  value(name: string): string {
    return lastValue(this.#line, name) ?? '';
  }

  /** Of an option that may be given more than once, or with a list. */
  values(name: string): string[] {
    return allValues(this.#line, name).flatMap((value) => value.split(','));
  }

  /** The option, else the first argument. */
  named(name: string): string {
    const value = this.value(name) || (this.args[0] ?? '');
    if (value === '') throw new LivekitError(`no option or argument found for "--${name}"`);
    return value;
  }

  first(): string {
    const [value] = this.args;
    if (value === undefined) throw new LivekitError('no argument provided');
    return value;
  }

  /** A whole number that is not negative; undefined where it is not given, or zero, which is the server's own. */
  count(name: string): number | undefined {
    const text = this.value(name);
    if (text === '') return undefined;
    if (!/^\d+$/.test(text)) throw new LivekitError(`invalid value "${text}" for flag -${name}: not a number`);
    return Number(text) || undefined;
  }

  /** One of the two, which differ between versions in what stands for neither. */
  either(yes: string, no: string): boolean {
    if (this.has(yes) === this.has(no)) throw new LivekitError(`say --${yes} or --${no}`);
    return this.has(yes);
  }
}
