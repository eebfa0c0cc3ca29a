import pg from 'pg';
import type { PostgresServer } from './server.ts';

export interface DatabaseOwner {
  database: string;
  username: string;
  password: string;
}

/** The master user of RDS is no superuser, but may create roles and databases, watch all sessions and end them. */
export async function createDatabase(server: PostgresServer, owner: DatabaseOwner): Promise<void> {
  const user = pg.escapeIdentifier(owner.username);
  await server.query(`CREATE ROLE ${user} LOGIN CREATEDB CREATEROLE PASSWORD ${pg.escapeLiteral(owner.password)};
    GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO ${user}`);
  await server.query(`CREATE DATABASE ${pg.escapeIdentifier(owner.database)} OWNER ${user} STRATEGY FILE_COPY`);
}
