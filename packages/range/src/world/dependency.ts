import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Stack, SteadyError } from '@steadyhand/contracts';
import type { Address } from '../network/loopback.ts';
import type { Program } from '../process/processes.ts';
import type { ProgramRuntime } from './program-runtime.ts';

/** How a dependency is to behave; sent to its program as a process message. */
export interface Condition {
  latencyMs: number;
  /** Share of requests that fail, 0 to 1. */
  errorRate: number;
}

/** A system outside, played by a program of the stack. */
export interface Dependency {
  readonly id: string;
  readonly host: string;
  /** Makes it worse until the function that is returned is called; what is worst of all at a time holds. */
  impair(condition: Condition): () => void;
}

export interface DependencyOptions {
  spec: Stack['dependencies'][number];
  address: Address;
  env: Readonly<Record<string, string>>;
  runtime: ProgramRuntime;
}

export async function startDependency({ spec, address, env, runtime }: DependencyOptions): Promise<Dependency> {
  const main = await runtime.prepare(spec.image);
  const program = await runtime.run({ part: `dependency ${spec.host}`, main, address, env });
  await untilListening(program, address);
  const impairments = new Set<Condition>();
  const tell = () =>
    program.send({
      latencyMs: Math.max(0, ...[...impairments].map(({ latencyMs }) => latencyMs)),
      errorRate: Math.max(0, ...[...impairments].map(({ errorRate }) => errorRate)),
    });
  return {
    id: spec.id,
    host: spec.host,
    impair(condition) {
      impairments.add(condition);
      tell();
      return () => {
        if (impairments.delete(condition)) tell();
      };
    },
  };
}

async function untilListening(program: Program, address: Address): Promise<void> {
  while (!(await accepts(address))) {
    if (program.exit) throw new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() });
    await wait(20);
  }
}

function accepts(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
