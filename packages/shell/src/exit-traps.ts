/**
 * `trap … EXIT`: what a shell does at its end. The interpreter knows no traps, so what stands at the end of a text, and every
 * `exit` in it, carries the trap out; where a shell ends in the middle (`set -e`, a name without a value), another one does
 * that in its place, with its variables, its folder and the functions that it defined by themselves.
 */
import { analyseShell, splitPieces } from '@steadyhand/bash';
import { SteadyError } from '@steadyhand/contracts';
import { type CustomCommand, defineCommand, type ExecResult } from 'just-bash';
import { refused } from './check.ts';
import { guardText } from './guard-text.ts';
import { definesFunctionsOnly } from './piece-shape.ts';
import { TAKE_TRAP, TRAP, TRAP_TEXT } from './trap-functions.ts';
import { parseTrap } from './trap-words.ts';

interface TrappedShell {
  text: string | null;
  /** Functions that the shell defined by themselves: another one can have them again. */
  functions: ReadonlySet<string>;
}

export class ExitTraps {
  readonly #shells = new Map<string, TrappedShell>();
  #count = 0;

  /** Gives the name of a shell that begins. */
  begin(functions: ReadonlySet<string>): string {
    this.#count += 1;
    const name = `shell-${this.#count}`;
    this.#shells.set(name, { text: null, functions });
    return name;
  }

  setFunctions(name: string, functions: ReadonlySet<string>): void {
    this.#shells.set(name, { text: this.textOf(name), functions });
  }

  functionsOf(name: string): ReadonlySet<string> {
    return this.#shells.get(name)?.functions ?? new Set();
  }

  textOf(name: string): string | null {
    return this.#shells.get(name)?.text ?? null;
  }

  set(name: string, text: string | null): void {
    this.#shells.set(name, { functions: this.functionsOf(name), text });
  }

  /** What is carried out at the end of a shell is carried out once. */
  take(name: string): string | null {
    const text = this.textOf(name);
    if (text !== null) this.set(name, null);
    return text;
  }
}

export interface TrapsHost {
  traps: ExitTraps;
  /** Rejects where a text cannot be carried out by a shell that has these functions. */
  checkTrap(text: string, functions: ReadonlySet<string>): Promise<unknown>;
  /** Line of the running piece. */
  line(): string;
  /** Stops the session; throws. */
  stop(error: Error): never;
}

export function trapCommands(host: TrapsHost): CustomCommand[] {
  return [
    defineCommand(TRAP, ([name = '', here, begun, ...argv]) => trap(host, { name, isInside: here !== begun }, argv)),
    defineCommand(TAKE_TRAP, async ([name = ''], { assignShellVariable }) => {
      const text = host.traps.take(name);
      await assignShellVariable?.(TRAP_TEXT, guardTrap(text ?? ''));
      return exit(text === null ? 1 : 0);
    }),
  ];
}

/** As it is carried out: where it exits, it does that and nothing else. */
export function guardTrap(text: string): string {
  return guardText(text, { isRead: true });
}

async function trap(
  host: TrapsHost,
  { name, isInside }: { name: string; isInside: boolean },
  argv: readonly string[],
): Promise<ExecResult> {
  const words = parseTrap(argv);
  const construct = ['trap', ...argv.slice(0, 1)].join(' ');
  if (words.kind === 'problem') host.stop(refused(construct, host.line(), words.reason));
  const known = isInside ? null : host.traps.textOf(name);
  if (words.kind === 'print')
    return exit(0, known === null ? '' : `trap -- '${known.replaceAll("'", "'\\''")}' EXIT\n`);
  const { text, signals } = words;
  if (signals.includes('EXIT')) {
    if (isInside && text !== null)
      host.stop(
        refused(construct, host.line(), 'it would not be carried out at the end of a shell inside of this one'),
      );
    if (text !== null) {
      await check(host, { name, text, construct }).catch((error: unknown) =>
        host.stop(error instanceof Error ? error : new SteadyError('INTERNAL', { reason: String(error) })),
      );
    }
    if (!isInside) host.traps.set(name, text === '' ? null : text);
  }
  const others = signals.filter((signal) => signal !== 'EXIT');
  if (text === null || others.length === 0) return exit(0);
  const note = `trap: no signal comes to this shell: what is set for ${others.join(', ')} is never carried out\n`;
  return { ...exit(0), stderr: note };
}

async function check(host: TrapsHost, { name, text, construct }: { name: string; text: string; construct: string }) {
  try {
    await host.checkTrap(text, host.traps.functionsOf(name));
  } catch (error) {
    if (!(error instanceof SteadyError) || error.code !== 'PROGRAM_UNKNOWN') throw error;
    const reason = `${error.params.program} is no program, and no function that is defined by itself`;
    throw refused(construct, host.line(), reason);
  }
}

/** Names of the functions that stand by themselves, and the text that defines them again. */
export function ownFunctions(text: string): { names: Set<string>; definitions: string } {
  const pieces = splitPieces(text).filter((piece) => piece.error === null && definesFunctionsOnly(piece.text));
  return {
    names: new Set(pieces.flatMap((piece) => analyseShell(piece.text).functions)),
    definitions: pieces.map((piece) => guardText(piece.text)).join('\n'),
  };
}

function exit(exitCode: number, stdout = ''): ExecResult {
  return { stdout, stderr: '', exitCode };
}
