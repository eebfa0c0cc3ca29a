import { type Effect, worstEffect } from '@steadyhand/contracts';
import { type FunctionEffect, functionEffects } from './function-effect.ts';

/** What a piece of SQL does, and the part of it that decides. */
export interface SqlJudgement {
  effect: Effect;
  reason: string;
  /** Kind of the deciding statement: `SELECT`, `DELETE`. */
  operation: string | null;
}

export type JudgeSql = (sql: string) => SqlJudgement;

/** A node of the parse tree, by field; a node proper is an object with one key, its type. */
type Fields = Readonly<Record<string, unknown>>;

/** Loads Postgres' own parser, and gives the judge that works with it. */
export async function loadSqlJudge(): Promise<JudgeSql> {
  const { loadModule, parseSync } = await import('libpg-query');
  await loadModule();
  const judge: JudgeSql = (sql) => {
    // The parser takes an empty text for an error.
    if (sql.trim() === '') return worst([]);
    try {
      const { stmts = [] } = parseSync(sql) as { stmts?: { stmt?: Fields }[] };
      return worst(stmts.map(({ stmt }) => judgeNode(stmt ?? {}, known)));
    } catch {
      return { effect: 'unknown', reason: 'SQL that Postgres does not parse', operation: null };
    }
  };
  const known: Known = { effectOf: functionEffects(), judge };
  return judge;
}

/** What the judgement of a statement asks. */
interface Known {
  effectOf: FunctionEffect;
  judge: JudgeSql;
}

export function worst(judgements: readonly SqlJudgement[]): SqlJudgement {
  const effect = worstEffect(judgements.map((judgement) => judgement.effect));
  const nothing: SqlJudgement = { effect: 'local', reason: 'no statement', operation: null };
  return judgements.find((judgement) => judgement.effect === effect) ?? nothing;
}

function judgeNode(node: Fields, known: Known): SqlJudgement {
  const [type = '', value] = Object.entries(node)[0] ?? [];
  const fields = asFields(value);
  const [effect, reason] = judgeStatement(type, fields, known);
  const own: SqlJudgement = { effect, reason, operation: operationOf(type) };
  return worst([own, ...withinStatement(type, fields, known)]);
}

/** `AlterTableStmt` → `ALTER TABLE`. */
function operationOf(type: string): string {
  return type
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}

/** Statements whose text is more than their own effect: what they call, read and contain counts too. */
function withinStatement(type: string, fields: Fields, known: Known): SqlJudgement[] {
  const found: SqlJudgement[] = [];
  walk(fields, (key, inner) => {
    if (key === 'FuncCall') found.push(judgeCall(inner, known));
    else if (key === 'RangeVar' || key === 'relation' || key === 'into') found.push(...judgeRelation(inner));
    else if (/^(?:Insert|Update|Delete|Merge|Select)Stmt$/.test(key)) {
      const [effect, reason] = judgeStatement(key, inner, known);
      found.push({ effect, reason, operation: operationOf(key) });
    }
  });
  // A plan alone calls nothing of note and changes nothing.
  return type === 'ExplainStmt' && !isAnalyzed(fields) ? [] : found;
}

function judgeStatement(type: string, fields: Fields, known: Known): [Effect, string] {
  switch (type) {
    case 'SelectStmt':
      return judgeSelect(fields);
    case 'UpdateStmt':
      return choosesRows(fields)
        ? ['change', 'UPDATE changes rows']
        : ['destroy', 'UPDATE without WHERE overwrites every row'];
    case 'DeleteStmt':
      return choosesRows(fields)
        ? ['change', 'DELETE removes rows']
        : ['destroy', 'DELETE without WHERE removes every row'];
    case 'ExplainStmt':
      return isAnalyzed(fields) ? judgeInner(fields.query, known) : ['read', 'EXPLAIN shows a plan'];
    case 'PrepareStmt':
    case 'DeclareCursorStmt':
      return judgeInner(fields.query, known);
    case 'CopyStmt':
      return judgeCopy(fields, known);
    case 'TransactionStmt':
      return judgeTransaction(fields);
    case 'VariableSetStmt':
      return judgeSet(fields);
    case 'AlterTableStmt':
      return judgeAlterTable(fields);
    case 'DoStmt':
      return ['unknown', 'DO runs code'];
    case 'CallStmt':
      return ['unknown', 'CALL runs a procedure'];
    case 'ExecuteStmt':
      return ['unknown', 'EXECUTE runs what was prepared'];
    case 'LoadStmt':
      return ['unknown', 'LOAD loads a library into the server'];
    default:
      return judgeByKind(type);
  }
}

/** Whether the condition looks at the rows: `WHERE true` and `WHERE 1 = 1` do not. */
function choosesRows({ whereClause }: Fields): boolean {
  return mentions(whereClause, 'ColumnRef') || mentions(whereClause, 'CurrentOfExpr');
}

const READING = /^(?:VariableShow|Fetch|ClosePortal|Listen|Unlisten|Deallocate|Discard|ConstraintsSet)Stmt$/;
const DESTROYING = /^(?:Drop|Truncate)/;
const CHANGING =
  /^(?:Insert|Merge|Create|Alter|Define|Grant|Comment|Rename|Reindex|RefreshMatView|Cluster|Rule|View|Index|Composite|Import|SecLabel|Reassign|Vacuum|Notify|Lock|CheckPoint|AlterSystem|ReplicaIdentity)/;

function judgeByKind(type: string): [Effect, string] {
  const name = operationOf(type);
  if (READING.test(type)) return ['read', `${name} reads`];
  if (DESTROYING.test(type)) return ['destroy', `${name} takes something away`];
  return CHANGING.test(type) ? ['change', `${name} changes the database`] : ['unknown', `${name} is not understood`];
}

function judgeSelect({ intoClause, lockingClause }: Fields): [Effect, string] {
  if (intoClause) return ['change', 'SELECT INTO makes a table'];
  if (lockingClause) return ['change', 'SELECT … FOR UPDATE locks rows'];
  return ['read', 'SELECT reads'];
}

function judgeInner(query: unknown, known: Known): [Effect, string] {
  const { effect, reason } = judgeNode(asFields(query), known);
  return [effect, reason];
}

function judgeCopy({ is_program, is_from, filename, query }: Fields, known: Known): [Effect, string] {
  if (is_program) return ['destroy', 'COPY … PROGRAM runs a command on the server'];
  if (is_from) return ['change', 'COPY FROM adds rows'];
  if (filename) return ['change', "COPY TO writes a file on the server's disk"];
  return query ? judgeInner(query, known) : ['read', 'COPY TO STDOUT reads'];
}

function judgeTransaction({ kind, options }: Fields): [Effect, string] {
  if (/PREPARED?$/.test(String(kind))) return ['change', 'a prepared transaction outlives the session'];
  if (mentions(options, 'transaction_read_only')) return ['change', 'chooses whether the transaction may write'];
  return ['read', 'bounds a transaction'];
}

/** Settings that decide what later statements may do, or as whom. */
const POWERFUL =
  /^(?:transaction_read_only|default_transaction_read_only|role|session_authorization|session_replication_role|row_security|zero_damaged_pages)$/i;

function judgeSet(fields: Fields): [Effect, string] {
  const name = String(fields.name ?? '');
  if (POWERFUL.test(name) || mentions(fields.args, 'transaction_read_only') || fields.kind === 'VAR_RESET_ALL')
    return ['change', `SET ${name} changes what the session may do`];
  return ['read', 'SET changes the session alone'];
}

function judgeAlterTable({ cmds }: Fields): [Effect, string] {
  if (mentions(cmds, 'AT_DropColumn')) return ['destroy', 'ALTER TABLE … DROP COLUMN takes its data away'];
  return ['change', 'ALTER TABLE changes the database'];
}

function judgeCall({ funcname, args }: Fields, known: Known): SqlJudgement {
  const path = (Array.isArray(funcname) ? funcname : []).map((part) =>
    String(asFields(asFields(part).String).sval ?? ''),
  );
  const name = path.at(-1) ?? '';
  const carried = /^dblink(?:_exec)?$/.test(name) ? judgeCarriedSql(args, known) : null;
  if (carried) return carried;
  const isOther = path.length > 1 && path[0] !== 'pg_catalog';
  const effect = isOther ? 'unknown' : known.effectOf(name);
  const why = { change: 'changes something', destroy: 'takes something away', reveal: 'reads what is secret' };
  const reason =
    effect === 'unknown'
      ? `${path.join('.')}() is not a function of Postgres itself`
      : `${name}() ${why[effect as keyof typeof why] ?? 'reads'}`;
  return { effect, reason, operation: 'SELECT' };
}

/** The SQL that is carried to another database, the last of the texts that are given; null where it is not one. */
function judgeCarriedSql(args: unknown, { judge }: Known): SqlJudgement | null {
  const texts = (Array.isArray(args) ? args : []).map((arg) => {
    const { sval } = asFields(asFields(asFields(arg).A_Const).sval);
    return typeof sval === 'string' ? sval : null;
  });
  const sql = texts[1] ?? (texts.length === 1 ? texts[0] : null);
  return typeof sql === 'string' ? judge(sql) : null;
}

/** Tables of the catalogue that hold passwords. */
const SECRET_TABLES = /^(?:pg_authid|pg_shadow|pg_user_mappings?|pg_subscription|pg_largeobject)$/;

function judgeRelation({ relname }: Fields): SqlJudgement[] {
  if (!SECRET_TABLES.test(String(relname))) return [];
  return [{ effect: 'reveal', reason: `${relname} holds secrets`, operation: 'SELECT' }];
}

function isAnalyzed({ options }: Fields): boolean {
  const isOption = (option: unknown): boolean => {
    const { defname, arg } = asFields(asFields(option).DefElem);
    const value = JSON.stringify(arg ?? true);
    return defname === 'analyze' && !/"(?:off|false)"|"ival":\{\}|"boolval":\{\}/.test(value);
  };
  return Array.isArray(options) && options.some(isOption);
}

function mentions(node: unknown, word: string): boolean {
  return JSON.stringify(node ?? null).includes(`"${word}"`);
}

function walk(node: unknown, visit: (key: string, fields: Fields) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  else if (typeof node === 'object' && node !== null) {
    for (const key in node) {
      const value: unknown = (node as Fields)[key];
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) visit(key, value as Fields);
      walk(value, visit);
    }
  }
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
