import { analyseShell, maskBlanks } from '@steadyhand/bash';
import type { Procedure, Runbook } from '@steadyhand/contracts';
import { commandWords } from './shell-words.ts';

/** An assignment of the document that gives a parameter its value: `CLUSTER=$(pulumi stack output …)`. */
export interface Definition {
  name: string;
  line: number;
  /** Shell source of the value, quotes included. */
  value: string;
  /** Names that the value itself uses. */
  uses: readonly string[];
}

/** The document's own definition of a name, outside the procedure that is about to run. */
export function findDefinition(runbook: Runbook, name: string, outside: Procedure): Definition | null {
  const parameter = runbook.parameters.find((candidate) => candidate.name === name);
  const line = parameter?.definedAt;
  if (!line || (line >= outside.line && line <= outside.endLine)) return null;
  for (const block of shellBlocks(runbook)) {
    if (line < block.line || line > block.endLine) continue;
    const found = analyseShell(block.text).assignments.find(
      (assignment) => assignment.name === name && block.line + assignment.line - 1 === line,
    );
    const value = found ? sourceOf(name, found.line, block.text) : null;
    if (value !== null) return { name, line, value, uses: usesOf(value) };
  }
  return null;
}

/** What stands behind `NAME=` in a line; the analysis has it without its quotes. */
function sourceOf(name: string, line: number, text: string): string | null {
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const word = commandWords(maskBlanks(text).text)
    .flat()
    .find(({ start }) => text.startsWith(`${name}=`, start) && lineAt(start) === line);
  return word ? text.slice(word.start + name.length + 1, word.end) : null;
}

function usesOf(value: string): string[] {
  return analyseShell(`: ${value}`).uses.map((use) => use.name);
}

function* shellBlocks(runbook: Runbook) {
  for (const procedure of runbook.procedures) {
    for (const step of procedure.steps) {
      for (const block of step.blocks) if (block.language === 'shell') yield block;
    }
  }
}
