import { quoteWord } from '@steadyhand/bash';
import type { CommandContext, CommandResult } from '@steadyhand/contracts';
import { type CommandLine, hasOption, optionTable, parseCommandLine } from '../command-line.ts';

const OPTIONS = optionTable([
  '-j, --json',
  '--shell',
  '--show-secrets',
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
]);

/** As pulumi ends on any error. */
const FAILED = 255;

/**
 * `pulumi stack output`, from the outputs of the environment that the session is in. The name behind `--stack` is not
 * looked at: an environment has one stack, whatever the runbook calls it.
 */
export function runPulumi(argv: readonly string[], { target }: CommandContext): CommandResult {
  const line = parseCommandLine(argv, OPTIONS, { permute: true, equals: true });
  const [command, subcommand, name, extra] = line.operands.map(({ value }) => value);
  if (line.problem) return failed(`unknown flag: ${line.problem.spelling}`);
  if (command !== 'stack' || subcommand !== 'output') {
    return failed(`Steadyhand carries out "pulumi stack output" only, not "pulumi ${argv.join(' ')}"`);
  }
  if (extra !== undefined) return failed(`accepts at most 1 arg(s), received ${line.operands.length - 2}`);
  if (name === undefined) return { exitCode: 0, stdout: allOf(target.outputs, line), stderr: '' };
  const value = target.outputs[name];
  if (value === undefined) return failed(`current stack does not have output property '${name}'`);
  const stdout = hasOption(line, 'json') ? `${JSON.stringify(value)}\n` : `${value}\n`;
  return { exitCode: 0, stdout, stderr: '' };
}

function allOf(outputs: Readonly<Record<string, string>>, line: CommandLine): string {
  const entries = Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
  if (hasOption(line, 'json')) return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
  if (hasOption(line, 'shell')) return entries.map(([name, value]) => `${name}=${quoteWord(value)}\n`).join('');
  const heading = `Current stack outputs (${entries.length}):\n`;
  if (entries.length === 0) return `${heading}    No output values currently in this stack\n`;
  const rows = [['OUTPUT', 'VALUE'] as const, ...entries];
  const width = Math.max(...rows.map(([name]) => name.length));
  return heading + rows.map(([name, value]) => `    ${name.padEnd(width)}  ${value}\n`).join('');
}

function failed(message: string): CommandResult {
  return { exitCode: FAILED, stdout: '', stderr: `error: ${message}\n` };
}
