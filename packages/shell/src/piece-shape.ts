/** What a piece of shell is, by its text. */
import { analyseShell } from '@steadyhand/bash';
import { parse } from 'just-bash';

/** Whether carrying the piece out again does nothing but define its functions again. */
export function definesFunctionsOnly(piece: string): boolean {
  const commands = parse(piece).statements.flatMap(({ pipelines }) =>
    pipelines.flatMap((pipeline) => pipeline.commands),
  );
  return commands.every(({ type }) => type === 'FunctionDef');
}

/** The program of a piece that is one simple command, so that its output may be shown while it runs. */
export function simpleProgram(piece: string): string | null {
  const { commands, redirections, functions } = analyseShell(piece);
  const [first, ...nested] = commands;
  const isSimple = /^[^|;&]*$/.test(piece.replace(/'[^']*'|"[^"]*"|\$\((?!\()[^()]*\)/g, ''));
  if (!isSimple || first === undefined || redirections.length > 0 || functions.length > 0) return null;
  return nested.some(({ program, programUnresolved }) => programUnresolved || program === first.program)
    ? null
    : first.program;
}
