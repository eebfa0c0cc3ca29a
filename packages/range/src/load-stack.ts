import { pathToFileURL } from 'node:url';
import { type Stack, StackSchema, SteadyError } from '@steadyhand/contracts';
import { programBuilder } from './program/build.ts';

/** Loads the default export of a system's `stack.ts`. Rejects with STACK_INVALID and every problem found. */
export async function loadStack(file: string, cacheFolder: string): Promise<Stack> {
  const invalid = (problems: string, cause?: unknown) =>
    new SteadyError('STACK_INVALID', { file, problems }, cause === undefined ? {} : { cause });
  let loaded: { default?: unknown };
  try {
    const built = await programBuilder(cacheFolder)(file);
    loaded = await import(pathToFileURL(built).href);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const checked = StackSchema.safeParse(loaded.default);
  if (checked.success) return checked.data;
  throw invalid(checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
