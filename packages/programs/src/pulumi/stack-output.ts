import { quoteWord } from '@steadyhand/bash';
import type { CommandContext } from '@steadyhand/contracts';
import { type CommandLine, hasOption } from '../command-line.ts';
import { askStack } from './ask-range.ts';
import { PulumiError } from './pulumi-error.ts';

/**
 * What `pulumi stack output` prints. An environment has one stack, whatever a runbook calls it; in a range, which may
 * have more of them, another stack that is deployed there has its own outputs.
 */
export async function stackOutput(
  name: string | undefined,
  { line, stack, context }: { line: CommandLine; stack: string | undefined; context: CommandContext },
): Promise<string> {
  const outputs = await outputsOf(stack, context);
  if (name === undefined) return allOf(outputs, line);
  const value = outputs[name];
  if (value === undefined) throw new PulumiError(`current stack does not have output property '${name}'`);
  return hasOption(line, 'json') ? `${JSON.stringify(value)}\n` : `${value}\n`;
}

async function outputsOf(
  stack: string | undefined,
  context: CommandContext,
): Promise<Readonly<Record<string, string>>> {
  const { target } = context;
  if (target.kind !== 'range' || target.endpoint === undefined) return target.outputs;
  try {
    const asked = await askStack({ command: 'stack', stack }, context);
    return asked.region === target.region ? { ...asked.outputs, ...target.outputs } : asked.outputs;
  } catch (error) {
    if (error instanceof PulumiError) return target.outputs;
    throw error;
  }
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
