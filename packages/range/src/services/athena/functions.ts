/** Functions of Trino that a query may call. Those that Postgres lacks are made in its schema `trino`. */

/** In both, with one meaning for what an access log holds. */
const SHARED =
  'abs array_agg avg bool_and bool_or cast ceil ceiling char_length chr coalesce concat concat_ws corr count cume_dist date date_trunc ' +
  'dense_rank exp extract first_value floor greatest lag last_value lead least length ln log10 lower lpad ltrim max min mod ' +
  'normalize now nth_value ntile nullif percent_rank pi position power radians random rank regexp_count regexp_like replace reverse ' +
  'round row_number rpad rtrim sign split_part sqrt starts_with stddev stddev_pop stddev_samp strpos substr substring sum ' +
  'trim upper var_pop var_samp variance width_bucket';

const OWN =
  'approx_distinct approx_percentile arbitrary count_if date_add date_diff from_iso8601_timestamp from_unixtime if regexp_extract ' +
  'to_unixtime url_extract_host url_extract_path url_extract_port url_extract_query';

export const FUNCTIONS: ReadonlySet<string> = new Set(`${SHARED} ${OWN}`.split(' '));

export const FUNCTION_SCHEMA = 'trino';

/** What a percentile, a distinct count and a difference are is exact here, where Trino may come near. */
export const DEFINITIONS = `
CREATE SCHEMA ${FUNCTION_SCHEMA};
SET search_path TO ${FUNCTION_SCHEMA}, pg_catalog;
CREATE FUNCTION from_iso8601_timestamp(text) RETURNS timestamptz STABLE STRICT LANGUAGE sql AS 'SELECT $1::timestamptz';
CREATE FUNCTION from_unixtime(double precision) RETURNS timestamptz STABLE STRICT LANGUAGE sql AS 'SELECT to_timestamp($1)';
CREATE FUNCTION to_unixtime(timestamptz) RETURNS double precision STABLE STRICT LANGUAGE sql
  AS 'SELECT extract(epoch FROM $1)::double precision';
CREATE FUNCTION unit_seconds(unit text) RETURNS double precision IMMUTABLE STRICT LANGUAGE sql
  AS $$ SELECT extract(epoch FROM ('1 ' || unit)::interval)::double precision $$;
CREATE FUNCTION date_diff(unit text, a timestamptz, b timestamptz) RETURNS bigint STABLE STRICT LANGUAGE sql AS $$
  SELECT CASE WHEN lower(unit) IN ('month', 'quarter', 'year')
    THEN trunc((extract(year FROM age(b, a)) * 12 + extract(month FROM age(b, a))) /
      CASE lower(unit) WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END)::bigint
    ELSE trunc(extract(epoch FROM b - a) / unit_seconds(unit))::bigint END $$;
CREATE FUNCTION date_add(unit text, n bigint, t timestamptz) RETURNS timestamptz STABLE STRICT LANGUAGE sql
  AS $$ SELECT t + n * ('1 ' || unit)::interval $$;
CREATE FUNCTION "if"(boolean, anycompatible, anycompatible) RETURNS anycompatible IMMUTABLE LANGUAGE sql
  AS 'SELECT CASE WHEN $1 THEN $2 ELSE $3 END';
CREATE FUNCTION "if"(boolean, anyelement) RETURNS anyelement IMMUTABLE LANGUAGE sql AS 'SELECT CASE WHEN $1 THEN $2 END';
CREATE FUNCTION regexp_extract(text, text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS 'SELECT regexp_substr($1, $2)';
CREATE FUNCTION regexp_extract(text, text, integer) RETURNS text IMMUTABLE STRICT LANGUAGE sql
  AS $$ SELECT regexp_substr($1, $2, 1, 1, '', $3) $$;
CREATE FUNCTION url_extract_host(text) RETURNS text IMMUTABLE STRICT LANGUAGE sql
  AS $$ SELECT substring($1 from '^[a-z]+://([^/:?#]*)') $$;
CREATE FUNCTION url_extract_port(text) RETURNS bigint IMMUTABLE STRICT LANGUAGE sql
  AS $$ SELECT substring($1 from '^[a-z]+://[^/:?#]*:([0-9]+)')::bigint $$;
CREATE FUNCTION url_extract_path(text) RETURNS text IMMUTABLE STRICT LANGUAGE sql
  AS $$ SELECT substring($1 from '^[a-z]+://[^/?#]*([^?#]*)') $$;
CREATE FUNCTION url_extract_query(text) RETURNS text IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT substring($1 from '[?]([^#]*)') $$;
CREATE FUNCTION counted_if(bigint, boolean) RETURNS bigint IMMUTABLE LANGUAGE sql
  AS 'SELECT $1 + CASE WHEN $2 THEN 1 ELSE 0 END';
CREATE AGGREGATE count_if(boolean) (sfunc = counted_if, stype = bigint, initcond = '0');
CREATE FUNCTION first_of(anyelement, anyelement) RETURNS anyelement IMMUTABLE STRICT LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE arbitrary(anyelement) (sfunc = first_of, stype = anyelement);
CREATE FUNCTION distinct_texts(text[]) RETURNS bigint IMMUTABLE LANGUAGE sql
  AS 'SELECT count(DISTINCT x) FROM unnest($1) AS x';
CREATE AGGREGATE approx_distinct(text) (sfunc = array_append, stype = text[], finalfunc = distinct_texts, initcond = '{}');
CREATE FUNCTION value_and_share(double precision[], double precision, double precision) RETURNS double precision[]
  IMMUTABLE LANGUAGE sql AS 'SELECT CASE WHEN $2 IS NULL THEN $1 ELSE array_append($1 || CASE WHEN $1 = ''{}'' THEN ARRAY[$3] ELSE ''{}'' END, $2) END';
CREATE FUNCTION percentile_of(double precision[]) RETURNS double precision IMMUTABLE LANGUAGE sql
  AS 'SELECT percentile_disc($1[1]) WITHIN GROUP (ORDER BY x) FROM unnest($1[2:]) AS x';
CREATE AGGREGATE approx_percentile(double precision, double precision)
  (sfunc = value_and_share, stype = double precision[], finalfunc = percentile_of, initcond = '{}');
`;
