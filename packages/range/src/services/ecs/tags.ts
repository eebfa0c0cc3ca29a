import type { EcsWorld } from './world.ts';

export interface TagView {
  key?: string | undefined;
  value?: string | undefined;
}

export function tagsOf({ tags }: Pick<EcsWorld, 'tags'>, arn: string): TagView[] {
  return [...(tags.get(arn) ?? [])].map(([key, value]) => ({ key, value }));
}

export function setTags({ tags }: Pick<EcsWorld, 'tags'>, arn: string, given: readonly TagView[]): void {
  const known = tags.get(arn) ?? new Map<string, string>();
  for (const { key = '', value = '' } of given) known.set(key, value);
  tags.set(arn, known);
}
