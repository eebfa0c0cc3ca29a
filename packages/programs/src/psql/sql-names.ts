/** Puts a name where a value is not known yet: a name can stand wherever a value can. */
export function withNames(sql: string): string {
  return sql.replace(/\$\([^)]*\)|\$\{[^}]*\}|\$[A-Za-z_]\w*|<[A-Za-z][\w -]*>/g, 'x');
}
