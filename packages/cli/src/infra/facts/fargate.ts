import type { Stack } from '@steadyhand/contracts';
import { notExportable } from '../find.ts';

const GB = 1024;

/** Memory in MB that a task of so many CPU units may have: "Task CPU and memory" for Fargate in AWS' documentation of ECS. */
const MEMORY: Readonly<Record<number, { from: number; to: number; step: number }>> = {
  512: { from: GB, to: 4 * GB, step: GB },
  1024: { from: 2 * GB, to: 8 * GB, step: GB },
  2048: { from: 4 * GB, to: 16 * GB, step: GB },
  4096: { from: 8 * GB, to: 30 * GB, step: GB },
  8192: { from: 16 * GB, to: 60 * GB, step: 4 * GB },
  16384: { from: 32 * GB, to: 120 * GB, step: 8 * GB },
};

/** Throws STACK_NOT_EXPORTABLE for a task that Fargate would not take. */
export function checkFargate({ name, cpu, memory }: Stack['services'][number]): void {
  const { from, to, step } = MEMORY[cpu] ?? { from: 0, to: -1, step: 1 };
  const isOffered =
    cpu === 256 ? [512, GB, 2 * GB].includes(memory) : memory >= from && memory <= to && memory % step === 0;
  if (!isOffered)
    throw notExportable(`The service ${name}`, `Fargate has no task of ${cpu} CPU units and ${memory} MB`);
}
