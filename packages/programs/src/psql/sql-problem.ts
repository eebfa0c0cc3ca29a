/** Loads Postgres' own parser, and gives what it says against a text; null where it takes it. */
export async function loadSqlProblem(): Promise<(sql: string) => string | null> {
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  return (sql) => {
    // The parser takes an empty text for an error.
    if (sql.trim() === '') return null;
    try {
      parseSync(sql);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
