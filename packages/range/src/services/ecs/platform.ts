/** What every task of a range runs on. */
export const PLATFORM = { launchType: 'FARGATE', platformVersion: '1.4.0', platformFamily: 'Linux' } as const;

/** What may be asked for as its version. */
export const PLATFORM_VERSIONS: readonly (string | undefined)[] = [undefined, 'LATEST', PLATFORM.platformVersion];
