import { analyseShell } from '@steadyhand/bash';
import { type ProgramGrammar, worstEffect } from '@steadyhand/contracts';
import type { JudgeShell } from './carried.ts';

/** Tools that only look, wherever they run. */
const LOOKING: ReadonlySet<string> = new Set(
  'ls cat head tail grep egrep wc sort uniq cut ps df du free uptime date whoami id hostname uname stat echo printf true test [ pwd which netstat ss pgrep pg_isready nproc lsof vmstat iostat'.split(
    ' ',
  ),
);

/**
 * Judges text that another shell will read, by the grammars at hand. What writes a file is a change, what prints the
 * environment reveals, and a program without a grammar may do anything.
 */
export function judgeShellWith(grammars: () => Iterable<ProgramGrammar>): JudgeShell {
  const judge: JudgeShell = (script) => {
    const { commands, redirections, functions, error } = analyseShell(script);
    const byName = new Map([...grammars()].map((grammar) => [grammar.program, grammar]));
    const found: Judgement[] = commands.map((command, at) => {
      const grammar = command.programUnresolved ? undefined : byName.get(command.program);
      return grammar?.analyse(command) ?? judgeTool(command, commands[at + 1], judge);
    });
    if (error || functions.length > 0) found.push({ effect: 'unknown', reason: 'shell that is not understood' });
    if (redirections.some(({ operator }) => operator.includes('>')))
      found.push({ effect: 'change', reason: 'writes a file' });
    const effect = worstEffect(found.map((one) => one.effect));
    return { effect, reason: found.find((one) => one.effect === effect)?.reason ?? 'runs nothing' };
  };
  return judge;
}

type Judgement = ReturnType<JudgeShell>;
type Command = Pick<ReturnType<typeof analyseShell>['commands'][number], 'program' | 'argv'>;

function judgeTool({ program, argv }: Command, next: Command | undefined, judge: JudgeShell): Judgement {
  const flag = /^(?:ba)?sh$/.test(program) ? argv.findIndex((word) => /^-[a-z]*c$/.test(word)) : -1;
  const script = flag < 0 ? undefined : argv[flag + 1];
  if (script !== undefined) return judge(script);
  const isBareEnv = program === 'env' && argv.every((word) => /^-|^\w+=/.test(word));
  if (program === 'printenv' || isBareEnv) return { effect: 'reveal', reason: `${program} prints the environment` };
  if (LOOKING.has(program)) return { effect: 'read', reason: `${program} reads` };
  if (carries(argv, next)) return { effect: 'local', reason: `${program} runs another command` };
  return { effect: 'unknown', reason: `${program} is a program that is not known` };
}

/** Whether the words end with a command that is listed, and therefore judged, behind this one. */
function carries(argv: readonly string[], next: Command | undefined): boolean {
  if (!next) return false;
  const words = [next.program, ...next.argv];
  return argv.length >= words.length && words.every((word, at) => word === argv[argv.length - words.length + at]);
}
