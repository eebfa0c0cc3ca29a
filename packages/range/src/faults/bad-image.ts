import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { BuildProgram } from '../program/build.ts';
import { type Image, makeImage } from '../program/image.ts';
import type { Registry } from '../program/registry.ts';
import type { Misbehaviour } from '../task/misbehave.ts';
import type { Service } from '../world/service.ts';
import type { TaskDefinitions } from '../world/task-definitions.ts';
import { findService } from './find-service.ts';

export interface BadImageWorld {
  readonly services: readonly Service[];
  readonly definitions: TaskDefinitions;
  readonly images: Registry;
  readonly build: BuildProgram;
  /** Where images are kept. */
  readonly imagesFolder: string;
}

type BadImage = Extract<Fault, { kind: 'bad-image' }>;

/** Pushes an image whose program is wrong and deploys it; clearing rolls back what nobody has rolled back. */
export async function injectBadImage(world: BadImageWorld, fault: BadImage): Promise<InjectedFault> {
  const service = findService(world.services, fault.service, fault.kind);
  const { definition: before, image: good } = service.newest;
  const repository = world.images.repositoryOf(before.container.image.replace(/[:@][^/]*$/, ''));
  if (!good || !repository) {
    const reason = 'its image is not of the range, or was never pulled';
    throw new SteadyError('FAULT_UNKNOWN', { fault: `bad-image ${fault.service}`, reason });
  }
  const healthPaths = [service.spec.healthPath, ...service.targetGroups.map(({ spec }) => spec.healthPath)];
  const { behaviour, errorRate, latencyMs } = fault;
  const image = await spoil(world, good, { behaviour, errorRate, latencyMs, healthPaths });
  const tag = image.digest.slice('sha256:'.length, 'sha256:'.length + 7);
  world.images.put(repository, tag, image);
  const definition = world.definitions.register(before.family, {
    ...before.container,
    image: `${world.images.host}/${repository.name}:${tag}`,
  });
  service.update({ definition });
  return {
    text: `${service.spec.name} deployed with ${repository.name}:${tag}, which ${WORDS[behaviour]}`,
    over: Promise.resolve(),
    async clear() {
      if (service.newest.definition === definition) service.update({ definition: before });
    },
  };
}

const WORDS: Readonly<Record<BadImage['behaviour'], string>> = {
  crash: 'crashes when it starts',
  unhealthy: 'fails its health checks',
  errors: 'answers with errors',
  slow: 'answers slowly',
};

/** The same files with another main module, which spoils the server before the real program makes it. */
async function spoil({ build, imagesFolder }: BadImageWorld, good: Image, options: Misbehaviour): Promise<Image> {
  // A literal, so that a bundle of this package carries the module as a file.
  const misbehave = await build(fileURLToPath(new URL('../task/misbehave.ts', import.meta.url)));
  const folder = await mkdtemp(join(imagesFolder, 'spoilt-'));
  try {
    const context = join(folder, 'context');
    await cp(good.folder, context, { recursive: true });
    await rename(join(context, 'main.mjs'), join(context, 'program.mjs'));
    const program = join(folder, 'main.mjs');
    await writeFile(join(context, 'spoil.mjs'), spoilerOf(misbehave, options));
    await writeFile(program, `import './spoil.mjs';\nimport './program.mjs';\n`);
    return await makeImage({ context, program }, imagesFolder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Imported where it lies: in the bundled command it is CommonJS, and has parts beside it. */
function spoilerOf(misbehave: string, options: Misbehaviour): string {
  const file = JSON.stringify(pathToFileURL(misbehave).href);
  return `import * as spoiler from ${file};\n(spoiler.misbehave ?? spoiler.default.misbehave)(${JSON.stringify(options)});\n`;
}
