/** What the rules of `check` know of AWS, SQL, JMESPath and the disk; loaded once, asked offline. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadSqlProblem } from '@steadyhand/programs';
import type { AwsKnowledge, AwsProblem, Knowledge } from '@steadyhand/runbook';
import { search } from 'jmespath';
import { awsProblems } from './aws-check/problems.ts';

/** `document`: the runbook's path, by which the files that it names are looked for; null where it has none. */
export async function loadKnowledge(document: string | null): Promise<Knowledge> {
  const sqlProblem = await loadSqlProblem();
  return {
    aws: { problems: rememberedProblems() },
    sqlProblem,
    jmespathProblem,
    fileExists: (path) => (document === null ? null : existsSync(resolve(dirname(document), path))),
  };
}

/** Each kind of problem is a rule of its own, so that every line is asked about several times. */
function rememberedProblems(): AwsKnowledge['problems'] {
  const known = new Map<string, readonly AwsProblem[]>();
  return (argv, unresolved) => {
    const key = JSON.stringify([argv, [...unresolved]]);
    const problems = known.get(key) ?? awsProblems(argv, unresolved);
    known.set(key, problems);
    return problems;
  };
}

/** Only what is wrong whatever the data is: on no data, a function may refuse its argument. */
function jmespathProblem(expression: string): string | null {
  try {
    search(null, expression);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return /^TypeError|\bnull\b/.test(error.message) ? null : error.message;
  }
}
