import type { CommandContext } from '@steadyhand/contracts';
import { type CommandLine, hasOption } from '../command-line.ts';
import { askRange, askStack } from './ask-range.ts';
import { PulumiError } from './pulumi-error.ts';
import { showUpdate } from './show-update.ts';

/** One command of pulumi as a range carries it out; gives what it prints. */
export interface RangeCommand {
  /** Options besides those that every command has. */
  options: readonly string[];
  /** How many arguments it takes, at least and at most. */
  takes: readonly [number, number];
  run(args: readonly string[], given: Given): Promise<string>;
}

export interface Given {
  line: CommandLine;
  /** Of `--stack`; the one that is selected when undefined. */
  stack: string | undefined;
  context: CommandContext;
}

const UPDATE_OPTIONS = ['-y, --yes', '-f, --skip-preview', '-m, --message=', '--suppress-progress'];

/** By their words. */
export const RANGE_COMMANDS: Readonly<Record<string, RangeCommand>> = {
  'stack ls': { options: [], takes: [0, 0], run: listStacks },
  'stack init': {
    options: [],
    takes: [0, 1],
    async run([name], { stack, context }) {
      const wanted = name ?? stack;
      if (wanted === undefined) throw new PulumiError('missing stack name');
      const { stack: made } = await askStack({ command: 'stack init', stack: wanted }, context);
      return `Created stack '${made}'\n`;
    },
  },
  'stack select': {
    options: [],
    takes: [0, 1],
    async run([name], { stack, context }) {
      const wanted = name ?? stack;
      if (wanted === undefined) throw new PulumiError('no stack name was given, and there is no terminal to ask on');
      await askStack({ command: 'stack select', stack: wanted }, context);
      return '';
    },
  },
  config: { options: [], takes: [0, 0], run: showConfiguration },
  'config get': {
    options: [],
    takes: [1, 1],
    async run([key = ''], { stack, context }) {
      const { config, project, stack: name } = await askStack({ command: 'stack', stack }, context);
      const whole = key.includes(':') ? key : `${project}:${key}`;
      const value = config[whole];
      if (value !== undefined) return `${value}\n`;
      throw new PulumiError(`configuration key '${whole}' not found for stack '${name}'`);
    },
  },
  'config set': {
    options: ['--plaintext'],
    takes: [2, 2],
    async run([key = '', value = ''], { stack, context }) {
      await askStack({ command: 'config set', stack, key, value }, context);
      return '';
    },
  },
  'config rm': {
    options: [],
    takes: [1, 1],
    async run([key = ''], { stack, context }) {
      await askStack({ command: 'config rm', stack, key }, context);
      return '';
    },
  },
  preview: {
    options: ['-m, --message=', '--suppress-progress'],
    takes: [0, 0],
    run: async (_args, { stack, context }) =>
      showUpdate(await askStack({ command: 'preview', stack }, context), 'preview'),
  },
  up: { options: UPDATE_OPTIONS, takes: [0, 0], run: update },
  update: { options: UPDATE_OPTIONS, takes: [0, 0], run: update },
};

async function update(_args: readonly string[], { line, stack, context }: Given): Promise<string> {
  const isSure = hasOption(line, 'yes') || hasOption(line, 'skip-preview');
  if (!isSure && context.env.PULUMI_SKIP_CONFIRMATIONS !== 'true') {
    throw new PulumiError('--yes or --skip-preview must be passed in to proceed when running in non-interactive mode');
  }
  return showUpdate(await askStack({ command: 'up', stack }, context), 'update');
}

async function listStacks(_args: readonly string[], { context }: Given): Promise<string> {
  const answer = await askRange({ command: 'stack ls' }, context);
  const stacks = 'stacks' in answer ? answer.stacks : [];
  const rows = stacks.map(({ name, isSelected, resources }) => [
    `${name}${isSelected ? '*' : ''}`,
    resources === null ? 'n/a' : String(resources),
  ]);
  return tableOf([['NAME', 'RESOURCE COUNT'], ...rows]);
}

async function showConfiguration(_args: readonly string[], { stack, context }: Given): Promise<string> {
  const { config, project } = await askStack({ command: 'stack', stack }, context);
  const rows = Object.entries(config).map(([key, value]) => [key.replace(`${project}:`, ''), value]);
  return tableOf([['KEY', 'VALUE'], ...rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = '']) => first.length));
  return rows.map(([first = '', second = '']) => `${first.padEnd(width)}  ${second}\n`).join('');
}
