import type { CommandContext, CommandResult } from '@steadyhand/contracts';
import { type CommandLine, lastValue, optionTable, parseCommandLine } from '../command-line.ts';
import { PulumiError } from './pulumi-error.ts';
import { RANGE_COMMANDS, type RangeCommand } from './range-commands.ts';
import { stackOutput } from './stack-output.ts';

const COMMON = [
  '-s, --stack=',
  '--non-interactive',
  '--color=',
  '-C, --cwd=',
  '--disable-integrity-checking',
  '-e, --emoji',
  '--fully-qualify-stack-names',
  '--logflow',
  '--logtostderr',
  '--memprofilerate=',
  '--profiling=',
  '--tracing=',
  '-v, --verbose=',
];

const STACK_OUTPUT: RangeCommand = {
  options: ['-j, --json', '--shell', '--show-secrets'],
  takes: [0, 1],
  run: ([name], given) => stackOutput(name, given),
};

/** As pulumi ends on any error. */
const FAILED = 255;

/**
 * `pulumi stack output`, from the outputs of the environment that the session is in. In a range also what makes the
 * system be in another region: stacks, their configuration, previews and updates.
 */
export async function runPulumi(argv: readonly string[], context: CommandContext): Promise<CommandResult> {
  try {
    return { exitCode: 0, stdout: await outputOf(argv, context), stderr: '' };
  } catch (error) {
    if (!(error instanceof PulumiError)) throw error;
    return { exitCode: FAILED, stdout: '', stderr: `error: ${error.message}\n` };
  }
}

async function outputOf(argv: readonly string[], context: CommandContext): Promise<string> {
  const commands = context.target.kind === 'range' ? RANGE_COMMANDS : {};
  const known: Readonly<Record<string, RangeCommand>> = { ...commands, 'stack output': STACK_OUTPUT };
  const every = [...new Set([...COMMON, ...Object.values(known).flatMap(({ options }) => options)])];
  const words = read(argv, every).operands.map(({ value }) => value);
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((candidate) => known[candidate]);
  const command = name === undefined ? undefined : known[name];
  if (name === undefined || !command) {
    const carried = Object.keys(known).map((one) => `pulumi ${one}`);
    throw new PulumiError(`Steadyhand carries out ${carried.join(', ')}, not "pulumi ${argv.join(' ')}"`);
  }
  const line = read(argv, [...COMMON, ...command.options]);
  if (line.problem) throw new PulumiError(`unknown flag: ${line.problem.spelling}`);
  const args = words.slice(name.split(' ').length);
  checkCount(args, command.takes);
  return command.run(args, { line, stack: lastValue(line, 'stack'), context });
}

function read(argv: readonly string[], options: readonly string[]): CommandLine {
  return parseCommandLine(argv, optionTable(options), { permute: true, equals: true });
}

function checkCount({ length }: readonly string[], [least, most]: readonly [number, number]): void {
  if (length < least) throw new PulumiError(`requires at least ${least} arg(s), only received ${length}`);
  if (length > most) throw new PulumiError(`accepts at most ${most} arg(s), received ${length}`);
}
