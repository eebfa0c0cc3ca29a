import type { CommandHandler, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { curlProgram } from './curl/curl.ts';
import { dateProgram } from './date/date.ts';
import { jqGrammar } from './jq/grammar.ts';
import { livekitPrograms } from './livekit/livekit.ts';
import type { Machine } from './native/environment.ts';
import { installedPrograms } from './native/installed-programs.ts';
import { pgIsReadyProgram } from './native/pg-isready.ts';
import { psqlGrammar } from './psql/grammar.ts';
import { psqlProgram } from './psql/psql.ts';
import { type JudgeSql, loadSqlJudge } from './psql/sql-effect.ts';
import { pulumiOrInstalled, pulumiProgram } from './pulumi/pulumi.ts';
import { redisCliGrammar } from './redis-cli/grammar.ts';
import { redisCliProgram } from './redis-cli/redis-cli.ts';
import { cloudGrammars } from './tables/clouds.ts';
import { clusterGrammars } from './tables/clusters.ts';
import { databaseGrammars } from './tables/databases.ts';
import { developmentGrammars } from './tables/development.ts';
import { dockerGrammars } from './tables/docker.ts';
import { git } from './tables/git.ts';
import { hostGrammars } from './tables/hosts.ts';
import { judgeShellWith } from './tables/judge-shell.ts';
import { kubectlGrammars } from './tables/kubectl.ts';
import { machineGrammars } from './tables/machine.ts';
import { mysqlGrammar } from './tables/mysql.ts';
import { nodeGrammars } from './tables/node.ts';
import { otherGrammars } from './tables/others.ts';
import { secretGrammars } from './tables/secrets.ts';
import { terraformGrammars } from './tables/terraform.ts';
import { toolGrammars } from './tables/tools.ts';
import { wgetGrammar } from './tables/wget.ts';

export interface ProgramOptions {
  /**
   * Judges shell text that a command carries elsewhere (`docker exec db psql …`). Left out, it is judged by the
   * grammars of this package.
   */
  judgeShell?: JudgeShell;
  /** The person's environment: where programs are installed, and what they need of it. Left out, none is started. */
  machine?: Machine;
  /** Judges SQL. Left out, Postgres' own parser is loaded for it. */
  judgeSql?: JudgeSql;
}

export interface Programs {
  /** The programs that Steadyhand carries out itself, and those that it starts on this machine. */
  handlers: CommandHandler[];
  /** Every program whose calls can be judged, those of the handlers included. */
  grammars: ProgramGrammar[];
  /** Names of the handlers that start the program that is installed. */
  started: string[];
}

/** Loads what judging needs; what running needs is loaded by the first run of each program. */
export async function loadPrograms({ judgeShell, judgeSql, machine }: ProgramOptions = {}): Promise<Programs> {
  const sql = judgeSql ?? (await loadSqlJudge());
  const psql = psqlProgram(psqlGrammar(sql));
  const own = [
    ...[curlProgram, dateProgram, pgIsReadyProgram, psql],
    ...[machine ? pulumiOrInstalled(machine) : pulumiProgram, redisCliProgram(redisCliGrammar())],
    ...livekitPrograms(machine),
  ];
  const judge: JudgeShell = judgeShell ?? judgeShellWith(() => grammars);
  const grammars = [
    ...own.map(({ grammar }) => grammar),
    // GitLab's package has its own psql.
    { ...psql.grammar, program: 'gitlab-psql', examples: ["gitlab-psql -c 'SELECT 1'"] },
    jqGrammar,
    ...dockerGrammars(judge),
    ...kubectlGrammars(judge),
    ...terraformGrammars(),
    ...hostGrammars(judge),
    git(),
    ...developmentGrammars(judge),
    ...nodeGrammars(judge),
    ...databaseGrammars(sql),
    ...cloudGrammars(judge),
    ...clusterGrammars(),
    ...secretGrammars(judge),
    ...machineGrammars(judge),
    wgetGrammar(),
    ...toolGrammars(),
    mysqlGrammar(sql),
    ...otherGrammars(judge),
  ];
  const carried = new Set(own.map(({ grammar }) => grammar.program));
  const installed = machine ? installedPrograms(grammars, { machine, carried }) : [];
  const started = installed.map(({ grammar }) => grammar.program);
  return { handlers: [...own, ...installed], grammars, started };
}
