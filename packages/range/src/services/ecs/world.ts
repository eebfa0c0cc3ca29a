import type { World } from '../../world/world.ts';

/** What of a region ECS shows and acts on. */
export type EcsWorld = Pick<
  World,
  'stack' | 'names' | 'clock' | 'services' | 'definitions' | 'oneOffTasks' | 'stopped' | 'tags' | 'sessions' | 'tasks'
>;
export type { OwnedTask } from '../../world/world.ts';
