import { analyseShell } from '@steadyhand/bash';
import { type JudgeShell, type ProgramGrammar, worstEffect } from '@steadyhand/contracts';

/** Tools that only look, wherever they run. */
const LOOKING: ReadonlySet<string> = new Set(
  'ls cat head tail grep egrep wc sort uniq cut ps df du free uptime date whoami id hostname uname stat echo printf true test [ pwd which netstat ss pgrep pg_isready nproc lsof vmstat iostat mpstat pidstat top cd set shift exit sleep tr seq basename dirname realpath expr md5sum sha256sum fgrep getent lsblk blkid :'.split(
    ' ',
  ),
);

const NOWHERE = /^\/dev\/(?:null|stdout|stderr)$/;

/** Tools that write files, or take them away. */
const WRITING: ReadonlySet<string> = new Set(
  'tee cp mv mkdir mktemp touch chmod ln tar gzip gunzip unzip zip'.split(' '),
);
const REMOVING: ReadonlySet<string> = new Set('rm rmdir shred truncate unlink'.split(' '));

/**
 * Judges text that another shell will read, by the grammars at hand. What writes a file is a change, what prints the
 * environment reveals, and a program without a grammar may do anything.
 */
export function judgeShellWith(grammars: () => Iterable<ProgramGrammar>): JudgeShell {
  let known: ReadonlyMap<string, ProgramGrammar> | null = null;
  const judge: JudgeShell = (script) => {
    known ??= new Map([...grammars()].map((grammar) => [grammar.program, grammar]));
    const byName = known;
    const { commands, redirections, functions, error } = analyseShell(script);
    const found: Judgement[] = commands.map((command, at) => {
      const grammar = command.programUnresolved ? undefined : byName.get(command.program);
      // Another machine has no session whose files are temporary.
      const files = judgeFiles(command);
      const own = grammar?.analyse(command) ?? files ?? judgeTool(command, commands[at + 1], judge);
      return files && worstEffect([own.effect, files.effect]) === files.effect ? files : own;
    });
    if (error || functions.length > 0) found.push({ effect: 'unknown', reason: 'shell that is not understood' });
    if (redirections.some(({ operator, target }) => operator.includes('>') && !NOWHERE.test(target)))
      found.push({ effect: 'change', reason: 'writes a file' });
    const effect = worstEffect(found.map((one) => one.effect));
    return { effect, reason: found.find((one) => one.effect === effect)?.reason ?? 'runs nothing' };
  };
  return judge;
}

type Judgement = ReturnType<JudgeShell>;
type Command = Pick<ReturnType<typeof analyseShell>['commands'][number], 'program' | 'argv'>;

function judgeFiles({ program, argv }: Command): Judgement | null {
  if (WRITING.has(program)) return { effect: 'change', reason: `${program} writes files` };
  if (REMOVING.has(program)) return { effect: 'destroy', reason: `${program} removes files` };
  return program === 'sed' ? judgeSed(argv) : null;
}

function judgeTool({ program, argv }: Command, next: Command | undefined, judge: JudgeShell): Judgement {
  const flag = /^(?:(?:ba)?sh|su)$/.test(program)
    ? argv.findIndex((word) => /^(?:-[a-z]*c|--command)$/.test(word))
    : -1;
  const script = flag < 0 ? undefined : argv[flag + 1];
  if (script !== undefined) return judge(script);
  const isBareEnv = program === 'env' && argv.every((word) => /^-|^\w+=/.test(word));
  if (program === 'printenv' || isBareEnv) return { effect: 'reveal', reason: `${program} prints the environment` };
  if (program === 'sort' && argv.some((word) => /^-[a-z]*o|^--output/.test(word)))
    return { effect: 'change', reason: 'sort -o writes a file' };
  if (
    (program === 'hostname' && argv.some((word) => !word.startsWith('-'))) ||
    (program === 'ss' && argv.some((word) => /^-\w*K|^--kill/.test(word)))
  )
    return { effect: 'change', reason: `${program} changes the host` };
  if (LOOKING.has(program)) return { effect: 'read', reason: `${program} reads` };
  if (program === 'dmesg' && !argv.some((word) => /^-[a-z]*[cCnDE]|^--(?:clear|read-clear|console)/.test(word)))
    return { effect: 'read', reason: 'dmesg reads' };
  if (carries(argv, next)) return { effect: 'local', reason: `${program} runs another command` };
  return { effect: 'unknown', reason: `${program} is a program that is not known` };
}

/** `sed` writes with -i, and its own commands e and w run and write. */
function judgeSed(argv: readonly string[]): Judgement {
  if (argv.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word)))
    return { effect: 'change', reason: 'sed -i writes files' };
  const given = argv.flatMap((word, at) => (/^-[a-zA-Z]*e$/.test(argv[at - 1] ?? '') ? [word] : []));
  const scripts = given.length > 0 ? given : argv.filter((word) => !word.startsWith('-')).slice(0, 1);
  const isPlain =
    argv.every((word) => !/^-[a-zA-Z]*f|^--(?:file|expression)/.test(word)) &&
    scripts.every((script) => /^(?:[\d$]*,?[\d$]*[pdq]|s([|/#,])[^|/#,\n]*\1[^|/#,\n]*\1[gp\d]*)$/.test(script));
  return isPlain ? { effect: 'read', reason: 'sed reads' } : { effect: 'unknown', reason: 'sed may run commands' };
}

/** Whether the words end with a command that is listed, and therefore judged, behind this one. */
function carries(argv: readonly string[], next: Command | undefined): boolean {
  if (!next) return false;
  const words = [next.program, ...next.argv];
  return argv.length >= words.length && words.every((word, at) => word === argv[argv.length - words.length + at]);
}
