import { join } from 'node:path';
import { loadStack, startRange } from '@steadyhand/range';

/** A range of realtime-chat with everything that it keeps in a folder, where `steady` processes find it as well. */
export async function startOwnRange(folder: string): ReturnType<typeof startRange> {
  const systemFolder = join(import.meta.dirname, '..', 'systems', 'realtime-chat');
  return startRange({
    name: `bench-${process.pid}`,
    system: 'realtime-chat',
    systemFolder,
    stack: await loadStack(join(systemFolder, 'stack.ts'), { cacheFolder: join(folder, 'cache') }),
    speed: 1,
    stateFolder: join(folder, 'steadyhand'),
    cacheFolder: join(folder, 'cache'),
  });
}
