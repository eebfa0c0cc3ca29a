import { pathToFileURL } from 'node:url';
import { type Stack, StackSchema, SteadyError } from '@steadyhand/contracts';
import { programBuilder } from './program/build.ts';

export interface StackChoice {
  /** Key of the module's export `stacks`; the module's default export when left out. */
  name?: string | undefined;
  cacheFolder: string;
}

/** Loads a stack from a system's `stack.ts`. Rejects with STACK_INVALID and every problem found. */
export async function loadStack(file: string, { name, cacheFolder }: StackChoice): Promise<Stack> {
  const invalid = (problems: string, cause?: unknown) =>
    new SteadyError('STACK_INVALID', { file, problems }, cause === undefined ? {} : { cause });
  let loaded: { default?: unknown; stacks?: Readonly<Record<string, unknown>> };
  try {
    const built = await programBuilder(cacheFolder)(file);
    loaded = await import(pathToFileURL(built).href);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const { stacks = {} } = loaded;
  if (name !== undefined && !(name in stacks)) {
    throw invalid(`there is no stack "${name}"; there are: ${Object.keys(stacks).join(', ') || 'none by name'}`);
  }
  const checked = StackSchema.safeParse(name === undefined ? loaded.default : stacks[name]);
  if (checked.success) return checked.data;
  throw invalid(checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
