import { type Call, type ProgramGrammar, worstEffect } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import type { JudgeSql } from '../psql/sql-effect.ts';
import { withNames } from '../psql/sql-names.ts';

const READING = /^(?:show|desc|describe|use|status|check\s+table|explain(?!\s+analyze))\b/i;
const CHANGING =
  /^(?:analyze|optimize|repair|set|flush|kill|lock|unlock|(?:alter|create)\s+user|grant|revoke|(?:start|stop|change)\s+(?:slave|replica|master)|insert|create\s+(?:table|index))\b|^delete\s+[\w.,\s*]+\bfrom\b[\s\S]*\bwhere\b|\binto\s+(?:outfile|dumpfile)\b/i;

/** `mysql`: its own statements by their first words, the common ones as Postgres reads them. */
export function mysqlGrammar(judgeSql: JudgeSql): ProgramGrammar {
  const judge: JudgeSql = (statement) => {
    if (READING.test(statement)) return { effect: 'read', reason: 'looks things up', operation: 'SHOW' };
    if (CHANGING.test(statement)) return { effect: 'change', reason: 'changes the server', operation: null };
    return judgeSql(inPostgres(statement));
  };
  return {
    program: 'mysql',
    summary: 'Runs SQL on a MySQL database',
    examples: ['mysql -h db.example.com -u app -p app -e "SHOW PROCESSLIST"'],
    analyse: (call) => {
      const sql = sqlOf(call);
      if (sql === null) return judged('unknown', 'opens a client in which anything may be done');
      // A client command (`\! rm`, `source x`) is not SQL.
      if (/\\(?![Gg])/.test(sql)) return judged('unknown', 'commands of the client are not looked at');
      const found = sql
        .split(/;|\\G/)
        .map((statement) => withNames(statement).trim())
        .filter((statement) => statement !== '')
        .map(judge);
      const effect = worstEffect(found.map((one) => one.effect));
      const decides = found.find((one) => one.effect === effect);
      return judged(effect, decides?.reason ?? 'no statement', { operation: decides?.operation ?? null });
    },
  };
}

/** Functions of MySQL that compute, by names that Postgres has; its intervals and quotes as Postgres writes them. */
function inPostgres(statement: string): string {
  return statement
    .replace(/\binterval\s+(\d+)\s+([a-z]+)/gi, "interval '$1 $2'")
    .replace(/\b(?:use|force|ignore)\s+index\s*\([^)]*\)/gi, '')
    .replace(/`([^`]*)`/g, '"$1"')
    .replace(COMPUTING, 'concat(');
}

const COMPUTING =
  /\b(?:date_sub|date_add|date_format|datediff|timestampdiff|unix_timestamp|from_unixtime|curdate|substring_index|ifnull|group_concat|year|month|day|hour|minute)\s*\(/gi;

/** What `-e` or standard input gives; null where neither is known. */
function sqlOf({ argv, stdin }: Call): string | null {
  const at = argv.findIndex((word) => /^(?:-[a-zA-Z]*e|--execute)$/.test(word) && !/^-[pPhuD]/.test(word));
  const given = at >= 0 ? argv[at + 1] : argv.find((word) => /^--execute=/.test(word))?.slice('--execute='.length);
  return given ?? stdin;
}
