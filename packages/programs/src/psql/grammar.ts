import type { Analysis, Call, ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { allValues, type CommandLine, hasOption } from '../command-line.ts';
import { type Action, actionsOf, PSQL_OPTIONS, parsePsql } from './options.ts';
import { splitScript } from './script.ts';
import { type JudgeSql, type SqlJudgement, worst } from './sql-effect.ts';
import { withNames } from './sql-names.ts';

export function psqlGrammar(judgeSql: JudgeSql): ProgramGrammar {
  return {
    program: 'psql',
    summary: 'Runs SQL on a Postgres database',
    examples: [
      'psql $DATABASE_URL -c "SELECT count(*) FROM pg_stat_activity"',
      'psql -h db.example.com -U app -d chat -tA -c "SELECT 1"',
      'psql $DATABASE_URL -v ON_ERROR_STOP=1 -f fix.sql',
    ],
    words: { commands: [], options: PSQL_OPTIONS },
    analyse: (call) => analyse(call, judgeSql),
  };
}

function analyse(call: Call, judgeSql: JudgeSql): Analysis {
  const line = parsePsql(call.argv);
  if (line.problem) return judged('unknown', `the option ${line.problem.spelling} is not understood`);
  if (hasOption(line, 'help') || hasOption(line, 'version')) return judged('local', 'prints help');
  const parts = hasOption(line, 'list') ? [read('lists the databases')] : judgeParts(line, call, judgeSql);
  const { effect, reason, operation } = worst(parts);
  const [target] = line.operands;
  const hosts = line.options.filter(({ name }) => name === 'host');
  return judged(effect, reason, {
    operation,
    arguments: [
      ...(target && !hasOption(line, 'dbname') ? [{ index: target.index, resource: 'postgres:url' }] : []),
      ...hosts.map(({ index }) => ({ index, resource: 'net:host' })),
    ],
  });
}

function judgeParts(line: CommandLine, call: Call, judgeSql: JudgeSql): SqlJudgement[] {
  const actions = actionsOf(line);
  if (actions.length === 0) return [judgeInput(line, call, judgeSql)];
  return actions.map((action) => judgeAction(action, line, { call, judgeSql }));
}

function judgeAction(
  { kind, text, index }: Action,
  line: CommandLine,
  { call, judgeSql }: { call: Call; judgeSql: JudgeSql },
): SqlJudgement {
  if (kind === 'file')
    return text === '-' ? judgeInput(line, call, judgeSql) : unknown(`what ${text} holds is not looked at`);
  const sql = call.unresolved.has(index) ? withNames(text) : text;
  return /^\s*\\/.test(sql) ? judgeScript(sql, new Map(), judgeSql) : judgeSql(sql);
}

function judgeInput(line: CommandLine, { stdin }: Call, judgeSql: JudgeSql): SqlJudgement {
  if (stdin === null) return unknown('reads SQL that is not known yet');
  const variables = allValues(line, 'set').map((text): [string, string] => {
    const [name = '', ...value] = text.split('=');
    return [name, value.join('=')];
  });
  return judgeScript(stdin, new Map(variables), judgeSql);
}

function judgeScript(script: string, variables: ReadonlyMap<string, string>, judgeSql: JudgeSql): SqlJudgement {
  const items = [...splitScript(script, variables)];
  return worst(
    items.map((item) => (item.kind === 'sql' ? judgeSql(item.text) : judgeMeta(item.command, item.argument))),
  );
}

const HARMLESS_META =
  /^(?:d\S*|l\+?|conninfo|echo|q|x|t|a|pset|timing|unset|z|sf\+?|sv\+?|errverbose|encoding|\?|h|p)$/;

function judgeMeta(command: string, argument: string): SqlJudgement {
  // psql runs what stands between backquotes, and goes on with a further command behind a backslash.
  if (/[`\\]/.test(argument)) return unknown(`what stands behind \\${command} may do anything`);
  if (HARMLESS_META.test(command)) return read(`\\${command} looks things up`);
  if (command === 'copy' && !/\bprogram\b/i.test(argument))
    return { ...unknown('\\copy reads or writes files'), operation: 'COPY' };
  return unknown(`\\${command} may do anything`);
}

function read(reason: string): SqlJudgement {
  return { effect: 'read', reason, operation: null };
}

function unknown(reason: string): SqlJudgement {
  return { effect: 'unknown', reason, operation: null };
}
