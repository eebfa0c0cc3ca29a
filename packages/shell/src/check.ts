/** What is refused before the first command of a block runs. */
import {
  analyseShell,
  isEndless,
  maskBlanks,
  type ShellAnalysis,
  type StaticCommand,
  splitPieces,
} from '@steadyhand/bash';
import { type Call, type Handlers, SteadyError } from '@steadyhand/contracts';
import { interpreterOf } from './called-script.ts';
import { guardText, withoutBackground } from './guard-text.ts';
import { isShellTool } from './programs.ts';
import { parseWatch, WATCH } from './watch-words.ts';

export interface CheckContext {
  handlers: Handlers;
  /** Why a call cannot run here, where that is known before it runs. */
  refusal(call: Call): SteadyError | null;
  /** Whether a person can be asked for a line. */
  asks: boolean;
  /** Functions that earlier blocks defined. */
  functions: ReadonlySet<string>;
  /** Whether the session has a value for this name. */
  isSet(name: string): boolean;
  /** Content of a file of the session, or null. */
  readFile(path: string): Promise<string | null>;
  /** Line of the runbook at which the text begins. */
  line: number;
  /** Paths of the scripts that are being checked: one may call itself. */
  scripts?: ReadonlySet<string>;
}

/** Throws `SHELL_SYNTAX`, `PARAMETER_UNBOUND`, `CONSTRUCT_REFUSED`, `PROGRAM_UNKNOWN` or a handler's own refusal; else says what it found. */
export async function checkShell(text: string, context: CheckContext): Promise<ShellAnalysis> {
  const at = (line: number): string => String(context.line + line - 1);
  const broken = splitPieces(text).find((piece) => piece.error !== null);
  const { blanks } = maskBlanks(text);
  if (blanks.length > 0) throw unbound(blanks);
  if (broken) throw new SteadyError('SHELL_SYNTAX', { line: at(broken.line), reason: broken.error ?? '' });
  const analysis = analyseShell(text);
  for (const hazard of analysis.hazards) {
    const reason = hazard.background ? endlessness(hazard.background, context) : hazard.reason;
    if (reason !== null && !(hazard.asks && context.asks)) throw refused(hazard.construct, at(hazard.line), reason);
  }
  if (analysis.hazards.some(({ background }) => background) && withoutBackground(text) === null)
    throw refused('background &', at(1), 'it cannot be told apart from what stands around it');
  const shadow = analysis.functions.find((name) => context.handlers.has(name) || isShellTool(name));
  if (shadow !== undefined) throw refused(`function ${shadow}()`, at(1), 'it would take the place of the program');
  const functions = new Set([...context.functions, ...analysis.functions]);
  const isSet = (name: string): boolean => context.isSet(name) || analysis.sets.includes(name);
  const sourced = new Set<string>();
  for (const command of analysis.commands) {
    const mayAppear = (path: string): boolean => makesFile(analysis, path);
    for (const name of await checkCommand(command, { ...context, functions, isSet, mayAppear })) sourced.add(name);
  }
  const dynamic = analysis.commands.some(setsUnknownNames);
  const missing = analysis.uses.filter(
    ({ hasDefault, name, arithmetic }) =>
      !hasDefault && !context.isSet(name) && !sourced.has(name) && !(dynamic && !arithmetic),
  );
  if (missing.length > 0) throw unbound(missing);
  return analysis;
}

/**
 * What stands in the background is carried out where it stands. That has the same result where it ends by itself, and
 * nobody can see when it did what it does; else, why not.
 */
function endlessness(commands: readonly StaticCommand[], { handlers }: CheckContext): string | null {
  for (const { program, programUnresolved, argv, unresolved, stdin, text } of commands) {
    if (programUnresolved) return `what ${text} does is not known before it runs`;
    if (isEndless(program, argv)) return `${text} does not end by itself, and what follows would never run`;
    if (PERSONAL.has(program)) return `${text} would take the terminal from what follows`;
    const handler = handlers.get(program);
    const isTool = isShellTool(program) && !['bash', 'sh', 'eval', 'source', '.'].includes(program);
    const effect =
      handler?.grammar.analyse({ program, argv, stdin, unresolved }).effect ?? (isTool ? 'local' : 'unknown');
    if (effect !== 'read' && effect !== 'local')
      return `only what reads may stand in the background, and ${text} is judged ${effect}`;
  }
  return null;
}

const PERSONAL: ReadonlySet<string> = new Set(['read', 'watch']);

interface CommandPlace extends CheckContext {
  /** Whether what comes before a call may make the file, or lead to the folder where it is. */
  mayAppear(path: string): boolean;
}

/** Names that text which the command reads would set. */
async function checkCommand(command: StaticCommand, context: CommandPlace): Promise<string[]> {
  const { program, argv, unresolved } = command;
  const line = context.line + command.line - 1;
  if (command.programUnresolved) return [];
  if (program === 'eval' || program === 'source' || program === '.') {
    const text = await textRead(command, context);
    const construct = `${program} ${argv[0] ?? ''}`;
    if (text === null) throw refused(construct, String(line), 'its text is not known before it runs');
    if (guardText(text, { isRead: true }) !== text) {
      throw refused(
        construct,
        String(line),
        'it would calculate, redirect to a substitution, or ask a person, unchecked',
      );
    }
    return (await checkShell(text, { ...context, line })).sets;
  }
  if (program === WATCH) checkWatched(command, context);
  const refusal = context.refusal({ program, argv, stdin: null, unresolved });
  if (refusal) throw refusal;
  const isCallable = isKnown(program, context) || context.functions.has(program);
  if (isCallable || (program.includes('/') && (await isScript(program, { ...context, line })))) return [];
  throw new SteadyError('PROGRAM_UNKNOWN', { program, line: String(line) });
}

/** What is looked at again and again changes nothing. What is not known yet is judged when it runs. */
function checkWatched({ argv, line }: StaticCommand, { handlers, line: first }: CommandPlace): void {
  const { text, problem } = parseWatch(argv);
  const at = String(first + line - 1);
  if (problem !== null) throw refused([WATCH, ...argv.slice(0, 1)].join(' '), at, problem);
  for (const { program, argv: words, stdin, unresolved, text: watched } of analyseShell(text).commands) {
    const effect =
      handlers.get(program)?.grammar.analyse({ program, argv: words, stdin, unresolved }).effect ?? 'local';
    const isOpen = effect === 'unknown' && unresolved.size > 0;
    if (effect !== 'read' && effect !== 'local' && !isOpen)
      throw refused(`${WATCH} ${watched}`, at, `only what reads is watched, and this is judged ${effect}`);
  }
}

function isKnown(program: string, { handlers }: CheckContext): boolean {
  return handlers.has(program) || isShellTool(program);
}

/** Whether the path is that of a script whose interpreter is known; the text of a shell script is checked. */
async function isScript(path: string, context: CommandPlace): Promise<boolean> {
  const { scripts = new Set() } = context;
  if (scripts.has(path) || context.mayAppear(path)) return true;
  const text = await context.readFile(path);
  if (text === null) return false;
  const { program } = interpreterOf(text);
  if (program !== 'bash') return isKnown(program, context);
  await checkShell(text, { ...context, functions: new Set(), scripts: new Set([...scripts, path]) });
  return true;
}

/** Another folder, or a command or redirection that names the file; what only makes it executable does not make it. */
function makesFile({ commands, redirections }: ShellAnalysis, path: string): boolean {
  const name = path.replace(/^.*\//s, '');
  const names = (text: string): boolean => text === name || text.endsWith(`/${name}`);
  return (
    redirections.some(({ operator, target }) => operator.includes('>') && names(target)) ||
    commands.some(({ program, argv }) => ['cd', 'pushd'].includes(program) || (program !== 'chmod' && argv.some(names)))
  );
}

/** `export $(cat .env | xargs)`: which names it sets is known only when it runs, where `set -u` watches. */
function setsUnknownNames({ program, argv, unresolved }: StaticCommand): boolean {
  const sets = ['export', 'declare', 'typeset', 'readonly', 'read', 'mapfile', 'readarray'].includes(program);
  return sets && [...unresolved].some((i) => !/^[A-Za-z_]\w*=/.test(argv[i] ?? ''));
}

/** The text that `eval` or `source` would carry out, or null where it is not known yet. */
async function textRead(
  { program, argv, unresolved }: StaticCommand,
  { readFile }: CheckContext,
): Promise<string | null> {
  if (program === 'eval') return unresolved.size > 0 ? null : argv.join(' ');
  return unresolved.has(0) ? null : readFile(argv[0] ?? '');
}

/** Programs whose existence a text asks for without running them; `source` looks for its file among them first. */
export function probedPrograms(analysis: ShellAnalysis): Set<string> {
  const probes = analysis.commands.flatMap(({ program, argv }) => {
    if (program === 'source' || program === '.') return argv.slice(0, 1);
    if (program === 'command') return /^-[vV]$/.test(argv[0] ?? '') ? argv.slice(1) : [];
    if (['which', 'type', 'hash'].includes(program)) return argv.filter((word) => !word.startsWith('-'));
    return ['test', '['].includes(program) ? argv.filter((word) => word.startsWith('/')) : [];
  });
  return new Set(probes);
}

export function refused(construct: string, line: string, reason: string): SteadyError {
  return new SteadyError('CONSTRUCT_REFUSED', { construct, line, reason });
}

function unbound(places: readonly { name: string; spelling: string }[]): SteadyError {
  const list = [...new Set(places.map(({ spelling }) => spelling))].join(', ');
  return new SteadyError('PARAMETER_UNBOUND', { list, first: places[0]?.name ?? '' });
}
