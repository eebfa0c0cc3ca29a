import type { Stack } from '@steadyhand/contracts';
import { PRIMARY } from './facts/log-tables.ts';
import { isMade } from './facts/secrets.ts';
import type { Format } from './formats.ts';

/** Fields of a stack that no tool is told, and why; by their path without numbers. */
export const NOT_WRITTEN: Readonly<Record<string, string>> = {
  'services.image': 'folders of programs: what runs is the image in the repository, under the tag image-tag',
  'caches.maxMemoryMb': 'the memory of caches: the type of the node decides it',
  'dependencies.image': 'programs that stand in for what is outside: an export asks for the URL of the real one',
  'dependencies.environment': 'settings of what stands in for what is outside',
};

/** What of this stack is not written, for the person who asked for it. */
export function notesOf(stack: Stack, format: Format): string[] {
  const plain = stack.secrets.filter(({ value }) => value !== undefined && !isMade(value)).map(({ name }) => name);
  return [
    ...Object.entries(NOT_WRITTEN)
      .filter(([path]) => isIn(stack, path))
      .map(([, reason]) => reason),
    ...(plain.length > 0 ? [`plain values of secrets, which are asked for: ${plain.join(', ')}`] : []),
    ...(format === 'cloudformation' ? primaryGroups(stack) : []),
  ];
}

function primaryGroups({ athena }: Stack): string[] {
  return athena
    .filter(({ workGroup }) => workGroup === PRIMARY)
    .map(
      ({ results }) =>
        `the work group "${PRIMARY}" of Athena, which every account has: set its result location to the bucket "${results.bucket}", folder "${results.prefix}"`,
    );
}

function isIn(stack: Stack, path: string): boolean {
  const [list = '', field = ''] = path.split('.');
  const items: unknown = Object.entries(stack).find(([key]) => key === list)?.[1];
  return Array.isArray(items) && items.some((item) => !isEmpty(item[field]));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
