import { type Stack, SteadyError } from '@steadyhand/contracts';
import type { ProgramRuntime } from '../world/program-runtime.ts';
import { FIRST_TAG, repositoryOf } from '../world/task-definitions.ts';
import type { World } from '../world/world.ts';
import type { Part } from './parts.ts';

/** The repositories of the stack, and in them the image that each service runs first. */
export function imageParts({ images, stack }: World, runtime: ProgramRuntime, stackFile: string): Part[] {
  for (const { name } of stack.repositories) images.create(name);
  const take = async (spec: Stack['services'][number]) => {
    const repository = images.create(repositoryOf(spec, stack));
    const image = await runtime.image(spec.image);
    const first = repository.tags.get(FIRST_TAG);
    if (first !== undefined && first !== image.digest) {
      const problems = `repository ${repository.name}: services with different images cannot share its tag ${FIRST_TAG}`;
      throw new SteadyError('STACK_INVALID', { file: stackFile, problems });
    }
    images.put(repository, FIRST_TAG, image);
  };
  return stack.services.map((spec) => ({ name: `image ${spec.image}`, started: take(spec) }));
}
