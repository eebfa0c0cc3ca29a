export { installPostgres, type PostgresInstallation } from './binaries.ts';
export { makeOnce } from './make-once.ts';
export { isAlive, type ProcessIdentity, ProcessIdentitySchema, processStart } from './process-start.ts';
export { openSharedPostgres, type SharedPostgres, type SharedPostgresOptions } from './shared.ts';
export type { UpgradeOptions, UpgradeProgress } from './upgrade.ts';
