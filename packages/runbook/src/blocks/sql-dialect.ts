/** Which client a SQL text is for. */
export type SqlClient = 'psql' | 'mysql';

/** Words that only MySQL has, and remarks that name it. */
const MYSQL =
  /^\s*(?:--|#)\s*(?:in\s+)?(?:mysql|mariadb)\b|\bSHOW\s+(?:FULL\s+|GLOBAL\s+|SESSION\s+)?(?:PROCESSLIST|STATUS|VARIABLES|(?:SLAVE|REPLICA|MASTER|BINARY LOG|ENGINE \w+)\s+STATUS|TABLE STATUS|BINARY LOGS|OPEN TABLES|DATABASES|TABLES|GRANTS)\b|\binformation_schema\.(?:processlist|innodb_\w+)\b|\bmysql\.\w|\bINTERVAL\s+\d+\s+(?:SECOND|MINUTE|HOUR|DAY|WEEK|MONTH)\b|\bperformance_schema\.|\b(?:USE|FORCE)\s+INDEX\s*\(|\bAUTO_INCREMENT\b|\bENGINE\s*=\s*\w|\bON\s+DUPLICATE\s+KEY\b|^\s*(?:UNIQUE\s+)?(?:INDEX|KEY)\s+\w+\s*\(|\\G\s*$|\bKILL\s+(?:QUERY\s+|CONNECTION\s+)?[<\d]/im;

/** The client of a document's SQL where nothing nearer says: Postgres', unless it speaks of MySQL alone. */
export function usualClient(lines: readonly string[]): SqlClient {
  const speaksOf = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line.slice(0, 2000)));
  return speaksOf(/\b(?:mysql|mariadb)\b/i) && !speaksOf(/\b(?:psql|postgres\w*|pg_\w+)\b/i) ? 'mysql' : 'psql';
}

interface Near {
  /** The word behind the fence. */
  tag?: string | null;
  /** The command into which the text is typed. */
  opener?: string | null;
  usual: SqlClient;
}

export function sqlClient(text: string, { tag = null, opener = null, usual }: Near): SqlClient {
  if (opener !== null) return /\b(?:mysql|mariadb)\b/.test(opener) ? 'mysql' : 'psql';
  if (tag !== null && /^(?:mysql|mariadb)$/i.test(tag)) return 'mysql';
  if (tag !== null && /^(?:pgsql|psql|postgres(?:ql)?)$/i.test(tag)) return 'psql';
  return MYSQL.test(text) ? 'mysql' : usual;
}
