/** What a database holds besides rows, told so that two servers of different major versions tell the same. */
import type pg from 'pg';

const SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** Names and not definitions, because each version prints those in its own way; of columns all that decides on values. */
const INVENTORY = `
  SELECT 'database ' || datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'
  UNION ALL SELECT 'role ' || rolname FROM pg_roles WHERE rolname !~ '^pg_'
  UNION ALL SELECT 'extension ' || extname FROM pg_extension
  UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata
  UNION ALL SELECT 'schema ' || nspname FROM pg_namespace n WHERE ${SCHEMA}
  UNION ALL SELECT format('relation %s of kind %s', c.oid::regclass, c.relkind)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SCHEMA}
  UNION ALL SELECT format('column %s.%I %s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
      concat_ws(' ', CASE WHEN a.attnotnull THEN 'not null' END, nullif(a.attgenerated, ''), nullif(a.attidentity, '')))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${SCHEMA} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT format('constraint %I of %s', conname, conrelid::regclass)
    FROM pg_constraint JOIN pg_namespace n ON n.oid = connamespace WHERE ${SCHEMA} AND contype <> 'n'
  UNION ALL SELECT format('trigger %I of %s', tgname, tgrelid::regclass)
    FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${SCHEMA} AND NOT tgisinternal
  UNION ALL SELECT 'function ' || p.oid::regprocedure
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${SCHEMA}
  UNION ALL SELECT 'type ' || t.oid::regtype
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${SCHEMA} AND t.typtype IN ('e', 'd', 'r')`;

const NAMED_MAX = 5;

/** What one database has and the other has not, in words; null when nothing. Both sessions have an empty search path. */
export async function differenceOf(old: pg.Client, fresh: pg.Client): Promise<string | null> {
  const [before, after] = await Promise.all([inventoryOf(old), inventoryOf(fresh)]);
  const lacks = [...before].filter((thing) => !after.has(thing));
  const gained = [...after].filter((thing) => !before.has(thing));
  if (lacks.length > 0) return `its own schema lacks ${listed(lacks)}`;
  return gained.length > 0 ? `its own schema has, and the old data do not, ${listed(gained)}` : null;
}

async function inventoryOf(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<string[]>({ text: INVENTORY, rowMode: 'array' });
  return new Set(rows.flat());
}

function listed(things: readonly string[]): string {
  const rest = things.length - NAMED_MAX;
  return things.slice(0, NAMED_MAX).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
