/** Reads that a command has made beside itself: for its preview, and for what became of it. */
import { createAwsGrammar, type ParsedCommand } from '@steadyhand/aws-catalog';
import { createCaller } from './caller.ts';
import { usageFailure } from './failure.ts';
import { buildParams } from './input/params.ts';
import { search } from './jmespath/search.ts';
import { connectOperation, type Execution } from './operation.ts';
import type { Tree } from './output/tree.ts';
import type { Params } from './schema.ts';
import { resolveSettings } from './settings.ts';

/** One operation of the command's own service. */
export type Read = (operation: string, params: Params, query: string) => Promise<Tree>;

export interface Look {
  parsed: ParsedCommand;
  /** What the command asks for. */
  params: Params;
  read: Read;
  /** The output format of the command. */
  output: string;
}

/** Throws CommandFailure. */
export async function look(execution: Execution): Promise<Look> {
  const { parsed, io, cache } = execution;
  const { service, globals } = parsed;
  if (!parsed.operation || parsed.problem !== null) throw usageFailure(parsed.problem ?? 'not understood');
  const { caller, output } = await connectOperation(execution, service, parsed.operation.name);
  const params = await buildParams(parsed, caller.input, io);
  const settings = await resolveSettings({ globals, service, io });
  const read: Read = async (operation, input, query) => {
    const reader = await createCaller({ service, operation, settings, io, cache });
    return search(query, (await reader.call(input)).tree);
  };
  return { parsed, params, read, output };
}

export function describeService({ service, cluster }: Params): Params {
  return { services: [service], ...(cluster === undefined ? {} : { cluster }) };
}

/** The command in words, without looking at anything. */
export function describeCommand(argv: readonly string[]): string {
  const call = { program: 'aws', argv, stdin: null, unresolved: new Set<number>() };
  const { operation, resources } = createAwsGrammar().analyse(call);
  const touched = resources.map(({ type, id }) => `${type} ${id}`).join(', ');
  return [operation ?? 'aws', touched].filter(Boolean).join(' on ');
}

export function lastPart(value: unknown, separator: string): string {
  return String(value).split(separator).at(-1) ?? '';
}
