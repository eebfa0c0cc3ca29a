/**
 * What ties a client to one connection of the database, because it leaves something behind in it: "Avoiding pinning an
 * RDS Proxy" in the RDS user guide, the part on PostgreSQL.
 */
const STATEMENTS =
  /^\s*(SET(?!\s+(LOCAL|TRANSACTION)\b)|RESET|PREPARE|DEALLOCATE|EXECUTE|DISCARD|DECLARE|LISTEN|LOAD)\b/im;
const TEMPORARY = /\bCREATE\s+(OR\s+REPLACE\s+)?((LOCAL|GLOBAL)\s+)?TEMP(ORARY)?\b/i;
const FUNCTIONS = /\b(nextval|setval|set_config|pg_(try_)?advisory_lock(_shared)?)\s*\(/i;
/** The proxy does not look into longer statements. */
const LONGEST_BYTES = 16 * 1024;

export function pins(sql: string): boolean {
  if (Buffer.byteLength(sql) > LONGEST_BYTES) return true;
  const statements = sql.split(';');
  return TEMPORARY.test(sql) || FUNCTIONS.test(sql) || statements.some((statement) => STATEMENTS.test(statement));
}
