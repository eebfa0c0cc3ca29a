/** There is no terminal: what needs one is refused, what only asks for one is run without. */
import { SteadyError } from '@steadyhand/contracts';
import { ownWords } from './carried-words.ts';

export interface TerminalCall {
  program: string;
  argv: readonly string[];
  /** Options whose value is the next word. */
  valued: readonly string[];
  /** What the program will read. */
  stdin: string | null;
}

/** A call, and where in it another command stands. */
interface Read extends TerminalCall {
  /** The program's own words. */
  own: readonly string[];
  /** All behind them. */
  rest: readonly string[];
  /** Subcommand that carries what is behind; null where none does. */
  path: string | null;
  /** Nothing is carried, or a shell that would be typed into. */
  opensShell: boolean;
}

/** The arguments to run it with. Throws `PROGRAM_REFUSED` where it would wait for somebody who types. */
export function withoutTerminal(call: TerminalCall): string[] {
  const { program, argv, valued, stdin } = call;
  const { path, end } = ownWords(program, argv, valued);
  const [own, rest] = [argv.slice(0, end), argv.slice(end)];
  const carried = rest[0] === '--' ? rest.slice(1) : rest;
  const opensShell = !stdin && (carried.length === 0 || (carried.length === 1 && SHELL.test(carried[0] ?? '')));
  const family = FAMILIES.find(([programs]) => programs.test(program))?.[1];
  return family ? family({ ...call, own, rest, path, opensShell }) : [...argv];
}

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a|z)?sh$/;
const BATCH = ['-o', 'BatchMode=yes'];

const FAMILIES: readonly (readonly [programs: RegExp, family: (read: Read) => string[]])[] = [
  [/^ssh$/, ssh],
  [/^scp$/, ({ argv }) => [...BATCH, ...argv]],
  [/^(?:docker|podman|nerdctl|docker-compose)$/, containers],
  [/^(?:kubectl|oc)$/, clusters],
  [/^(?:python3?|node|ruby|mysql|mongosh|mongo|sqlite3)$/, prompts],
];

function ssh({ program, argv, own, rest, path, opensShell }: Read): string[] {
  if (own.some((word) => /^-[VGQ]/.test(word))) return [...argv];
  const isTunnel = own.some((word) => /^-\w*N/.test(word));
  if (path !== null && opensShell && !isTunnel)
    throw refused(program, 'it would open a shell on the other host', "Give the command: ssh HOST 'COMMAND'");
  return [...BATCH, ...own.filter((word) => !/^-t+$/.test(word)), ...rest];
}

function containers({ program, argv, own, rest, path, opensShell }: Read): string[] {
  if (own.some((word, at) => word === 'attach' && at < 2))
    throw refused(program, 'it would attach to a terminal', `Read what it prints with ${program} logs`);
  if (path === null) return [...argv];
  // A new container has a command of its own.
  if (opensShell && (rest.length > 0 || path.endsWith('exec')))
    throw refused(program, 'it would open a shell', `Give the command: ${program} ${path} NAME COMMAND`);
  const words = own.filter((word) => !/^(?:-t|--tty)$/.test(word)).map(withoutT);
  // Compose gives a command a terminal unless it is told not to.
  const isCompose = path.startsWith('compose ') || program === 'docker-compose';
  if (isCompose && !words.includes('-T')) words.splice(words.indexOf(path.replace('compose ', '')) + 1, 0, '-T');
  return [...words, ...rest];
}

function clusters({ program, argv, own, rest, opensShell }: Read): string[] {
  const verb = own.find((word) => /^(?:exec|run|debug|attach|edit|rsh)$/.test(word));
  if (verb === undefined) return [...argv];
  const isTyped = /^(?:attach|edit|rsh)$/.test(verb) || (opensShell && (verb !== 'run' || rest.length > 0));
  if (isTyped)
    throw refused(
      program,
      `"${verb}" would wait for somebody who types`,
      `Give the command: ${program} exec NAME -- COMMAND`,
    );
  return [...own.filter((word) => !/^(?:-t|--tty|--tty=true)$/.test(word)).map(withoutT), ...rest];
}

/** Options that say what to do. */
const SAYS = /^(?:-e.*|-c|-p|-m|-f|--execute(?:=.*)?|--eval(?:=.*)?|--version|-[vV]|--help)$/;

/** An interpreter takes a file; a client takes the name of a database, and waits. */
function prompts({ program, argv, stdin }: Read): string[] {
  const takesFile = /^(?:python3?|node|ruby)$/.test(program);
  const operands = argv.filter((word) => !word.startsWith('-')).length;
  // `sqlite3 FILE SQL`
  const isSaid =
    argv.some((word) => SAYS.test(word)) || (takesFile && operands > 0) || (program === 'sqlite3' && operands > 1);
  if (!isSaid && !stdin)
    throw refused(program, 'it would wait for somebody who types', 'Give it a file, a text, or its input by a pipe');
  return [...argv];
}

/** `-it` is `-i`. */
function withoutT(word: string): string {
  return /^-[it]{2,}$/.test(word) ? '-i' : word;
}

function refused(program: string, reason: string, instead: string): SteadyError {
  return new SteadyError('PROGRAM_REFUSED', { program, reason, instead });
}
