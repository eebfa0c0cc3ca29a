import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import {
  type Clock,
  type CommandContext,
  type CommandResult,
  type Handlers,
  SteadyError,
  type Target,
} from '@steadyhand/contracts';
import { z } from 'zod';
import type { FirewallRules } from '../network/firewall-rules.ts';
import type { Hosts } from '../network/hosts.ts';
import { destination } from '../task/own-network.ts';

/** What a program in a container asks of the range; `task/tool.ts` sends it. */
export const ProgramCallSchema = z.object({
  program: z.string(),
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
  /** Whether standard input is a terminal. */
  terminal: z.boolean(),
  stdin: z.string().nullable(),
});
export type ProgramCall = z.infer<typeof ProgramCallSchema>;

export interface ProgramAnswer {
  exitCode: number;
  /** In base64. */
  stdout: string;
  stderr: string;
  wantsInput?: boolean;
}

export interface ProgramsOptions {
  handlers(): Promise<Handlers>;
  clock: Clock;
  hosts(): Hosts;
  firewall(): FirewallRules;
  /** Where commands go, as far as it is not the container's own matter. */
  target(): Omit<Target, 'resolve'>;
}

/** Carries a program out as if it ran in the container: with its network, its environment and its files. */
export async function runProgram(
  call: ProgramCall,
  options: ProgramsOptions,
  signal: AbortSignal,
): Promise<ProgramAnswer> {
  const { program, argv, stdin, terminal } = call;
  const handler = (await options.handlers()).get(program);
  if (!handler) return answerOf({ exitCode: 127, stdout: '', stderr: `${program}: not found\n` });
  if (stdin === null && handler.readsStdin(argv)) {
    if (!terminal) return { ...answerOf({ exitCode: 0, stdout: '', stderr: '' }), wantsInput: true };
    const stderr = `${program}: Steadyhand's ${program} has no prompt of its own; give it what to do as arguments\n`;
    return answerOf({ exitCode: 2, stdout: '', stderr });
  }
  try {
    return answerOf(
      await handler.run({ program, argv, stdin, unresolved: new Set() }, contextOf(call, options, signal)),
    );
  } catch (error) {
    if (!(error instanceof SteadyError)) throw error;
    return answerOf({ exitCode: 1, stdout: '', stderr: `${program}: ${error.message}\n` });
  }
}

function answerOf({ exitCode, stdout, stderr, binary }: CommandResult): ProgramAnswer {
  return {
    exitCode,
    stdout: Buffer.from(stdout, binary ? 'latin1' : 'utf8').toString('base64'),
    stderr: Buffer.from(stderr).toString('base64'),
  };
}

function contextOf({ env, cwd }: ProgramCall, options: ProgramsOptions, signal: AbortSignal): CommandContext {
  const network = {
    address: env.STEADY_RANGE_ADDRESS ?? '',
    groups: (env.STEADY_RANGE_GROUPS ?? '').split(',').filter(Boolean),
    hosts: options.hosts,
    firewall: options.firewall,
  };
  const path = (name: string) => (isAbsolute(name) ? name : join(cwd, name));
  return {
    target: { ...options.target(), resolve: (host, port) => destination(network, host, port) },
    clock: options.clock,
    env,
    cwd,
    signal,
    readFile: (name) => readFile(path(name)),
    writeFile: () => Promise.reject(new SteadyError('INTERNAL', { reason: 'a program of the range writes no files' })),
    live: () => {},
  };
}
