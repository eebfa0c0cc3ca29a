import type { Clock } from '@steadyhand/contracts';

/** One part of a range that is being started. */
export interface Part {
  readonly name: string;
  readonly started: Promise<unknown>;
}

export interface StartingOptions {
  wall: Clock;
  onProgress(text: string): void;
  /** Called at the first failure, so that the others end soon too. */
  onFailure(): void;
}

/**
 * Resolves when all parts are up. Rejects with the first failure, but not before every part has come to its end, so
 * that nothing starts behind the back of who clears up.
 */
export async function startAll(
  parts: readonly Part[],
  { wall, onProgress, onFailure }: StartingOptions,
): Promise<void> {
  const begin = wall.now();
  let failure: { error: unknown } | null = null;
  await Promise.all(
    parts.map(async ({ name, started }) => {
      try {
        await started;
        onProgress(`${name} ready ${((wall.now() - begin) / 1000).toFixed(1)} s`);
      } catch (error) {
        failure ??= { error };
        onFailure();
      }
    }),
  );
  if (failure) throw (failure as { error: unknown }).error;
}
