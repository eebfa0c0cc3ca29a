import type { CommandHandler, JudgeShell, ProgramGrammar } from '@steadyhand/contracts';
import { curlProgram } from './curl/curl.ts';
import { dateProgram } from './date/date.ts';
import { jqGrammar } from './jq/grammar.ts';
import { psqlGrammar } from './psql/grammar.ts';
import { psqlProgram } from './psql/psql.ts';
import { loadSqlJudge } from './psql/sql-effect.ts';
import { pulumiProgram } from './pulumi/pulumi.ts';
import { redisCliGrammar } from './redis-cli/grammar.ts';
import { redisCliProgram } from './redis-cli/redis-cli.ts';
import { developmentGrammars } from './tables/development.ts';
import { dockerGrammars } from './tables/docker.ts';
import { hostGrammars } from './tables/hosts.ts';
import { judgeShellWith } from './tables/judge-shell.ts';
import { kubectlGrammars } from './tables/kubectl.ts';
import { mysqlGrammar } from './tables/mysql.ts';
import { otherGrammars } from './tables/others.ts';
import { terraformGrammars } from './tables/terraform.ts';
import { toolGrammars } from './tables/tools.ts';

export interface ProgramOptions {
  /**
   * Judges shell text that a command carries elsewhere (`docker exec db psql …`). Left out, it is judged by the
   * grammars of this package.
   */
  judgeShell?: JudgeShell;
}

export interface Programs {
  /** The programs that Steadyhand carries out itself. */
  handlers: CommandHandler[];
  /** Every program whose calls can be judged, those of the handlers included. */
  grammars: ProgramGrammar[];
}

/** Loads what judging needs (Postgres' parser); what running needs is loaded by the first run of each program. */
export async function loadPrograms({ judgeShell }: ProgramOptions = {}): Promise<Programs> {
  const judgeSql = await loadSqlJudge();
  const psql = psqlProgram(psqlGrammar(judgeSql));
  const handlers = [curlProgram, dateProgram, psql, pulumiProgram, redisCliProgram(redisCliGrammar())];
  const judge: JudgeShell = judgeShell ?? judgeShellWith(() => grammars);
  const grammars = [
    ...handlers.map(({ grammar }) => grammar),
    jqGrammar,
    ...dockerGrammars(judge),
    ...kubectlGrammars(judge),
    ...terraformGrammars(),
    ...hostGrammars(judge),
    ...developmentGrammars(),
    ...toolGrammars(),
    mysqlGrammar(judgeSql),
    ...otherGrammars(judge),
  ];
  return { handlers, grammars };
}
