/** Errors of the record's database: part of the registry in errors.ts. */
import { define } from './error-definition.ts';

export const DATABASE_ERRORS = define({
  POSTGRES_MISSING: {
    title: 'No Postgres server for this platform',
    message: (p) => `A real Postgres is needed, and there is none for ${p.platform}.`,
    hint: () => 'Run npm ci without --omit=optional, or name a Postgres of your own in STEADYHAND_DATABASE_URL.',
    exitCode: 2,
  },
  POSTGRES_START_FAILED: {
    title: 'The database of this machine did not start',
    message: (p) => `Postgres did not start: ${p.reason}.`,
    hint: () => 'Its log lies beside its data. STEADYHAND_DATABASE_URL names another Postgres to use instead.',
    exitCode: 1,
  },
  POSTGRES_DISK_FULL: {
    title: 'The database of this machine found no space on its disk',
    message: (p) => `No space is left on the disk of ${p.folder}, which Postgres needs.`,
    hint: () => 'Make room there, or name a Postgres elsewhere in STEADYHAND_DATABASE_URL.',
    exitCode: 1,
  },
  POSTGRES_VERSION_MISMATCH: {
    title: 'The data of this machine belong to another major version of Postgres',
    message: (p) => `The data in ${p.folder} are of Postgres ${p.made}; the one that is installed is ${p.installed}.`,
    hint: (p) =>
      Number(p.made) > Number(p.installed)
        ? 'Data never go back to an older Postgres: use the Steadyhand that made them, or a newer one.'
        : 'Any command that opens the record, as `steady runs` does, upgrades them.',
    exitCode: 2,
  },
  POSTGRES_IN_USE: {
    title: 'An older Steadyhand still uses the data that are to be upgraded',
    message: (p) =>
      `The data in ${p.folder} are to be upgraded from Postgres ${p.from} to ${p.to}, and still used by process ${p.pids}.`,
    hint: () => 'Let these processes end, or end them, and try again.',
    exitCode: 2,
  },
  POSTGRES_OLD_SERVER_MISSING: {
    title: 'The server that made the data of this machine is gone',
    message: (p) =>
      `The data in ${p.folder} are of Postgres ${p.made}, and the server that can read them is not in ${p.server} any more.`,
    hint: (p) =>
      `Fetch it with \`npm install --prefix FOLDER ${p.package}\`, and set STEADYHAND_OLD_POSTGRES to FOLDER/node_modules/${p.name} once.`,
    exitCode: 2,
  },
  POSTGRES_UPGRADE_FAILED: {
    title: 'The data of this machine could not be upgraded to a newer Postgres',
    message: (p) => `The data in ${p.folder} could not be upgraded from Postgres ${p.from} to ${p.to}: ${p.reason}.`,
    hint: () =>
      'The next command tries again; the Steadyhand that made the data still works with them. STEADYHAND_DATABASE_URL names another Postgres to use instead.',
    exitCode: 1,
  },
  DATABASE_FAILED: {
    title: 'The database is not reachable, or did not do what it was asked',
    message: (p) => `The database failed: ${p.reason}.`,
    hint: () => 'See that it runs, has space and takes connections; what it has acknowledged is kept.',
    exitCode: 1,
  },
  DATABASE_TOO_OLD: {
    title: 'The database is of a version of Postgres that is too old',
    message: (p) => `The database is Postgres ${p.version}; ${p.needed} or later is needed.`,
    hint: () => 'Name another in STEADYHAND_DATABASE_URL.',
    exitCode: 2,
  },
  DATABASE_NEWER: {
    title: 'The database was set up by a newer Steadyhand',
    message: (p) => `The database has schema version ${p.found}; this Steadyhand knows versions up to ${p.known}.`,
    hint: () => 'Use the Steadyhand that set it up, or a later one.',
    exitCode: 2,
  },
});
