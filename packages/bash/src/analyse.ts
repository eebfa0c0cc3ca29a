import { type AnyNode, childNodes, type ScriptNode } from './ast.ts';
import { maskBlanks, unmask } from './blanks.ts';
import { listCommands, type StaticCommand } from './commands.ts';
import { findHazards, type Hazard } from './hazards.ts';
import { locate } from './locate.ts';
import { type Assignment, ParameterReader, type ParameterUse } from './parameters.ts';
import { splitPieces, tryParse } from './pieces.ts';
import { readWord } from './words.ts';

export interface ShellRedirection {
  /** 1-based within the text. */
  line: number;
  operator: string;
  /** The file as far as it is known. */
  target: string;
}

/** What is known of a shell text without running it. All lines are 1-based within the text. */
export interface ShellAnalysis {
  commands: StaticCommand[];
  uses: ParameterUse[];
  assignments: Assignment[];
  /** Names that the text sets in any way: by assignment, `read`, `mapfile`, a loop. */
  sets: string[];
  /** To and from files; here-documents and copies of descriptors are left out. */
  redirections: ShellRedirection[];
  /** Names of the functions that the text defines. */
  functions: string[];
  hazards: Hazard[];
  /** The first place that cannot be parsed; what stands before it is analysed. */
  error: { line: number; message: string } | null;
}

/** Analyses shell text as it stands in a document, blanks included. Never throws. */
export function analyseShell(text: string): ShellAnalysis {
  const analysis: ShellAnalysis = {
    commands: [],
    uses: [],
    assignments: [],
    sets: [],
    redirections: [],
    functions: [],
    hazards: [],
    error: null,
  };
  const reader = new ParameterReader();
  for (const piece of splitPieces(maskBlanks(text).text)) {
    const script = piece.error === null ? tryParse(piece.text) : { error: piece.error };
    if ('error' in script) {
      analysis.error = { line: piece.line, message: unmask(script.error) };
      break;
    }
    const lines = locate(script, piece.text);
    const offset = piece.line - 1;
    const shift = <T extends { line: number }>(found: T): T => ({ ...found, line: found.line + offset });
    analysis.commands.push(...listCommands(script, lines).map(shift));
    analysis.hazards.push(...findHazards(script, lines).map(shift));
    collect(script, { analysis, lines, offset, line: 1 });
    reader.read(script, lines, offset);
  }
  reader.finish();
  return { ...analysis, uses: reader.uses, assignments: reader.assignments, sets: [...reader.sets] };
}

interface Place {
  analysis: ShellAnalysis;
  lines: ReadonlyMap<AnyNode, number>;
  offset: number;
  line: number;
}

function collect(node: ScriptNode | AnyNode, place: Place): void {
  const line = place.lines.get(node) ?? place.line;
  if (node.type === 'FunctionDef') place.analysis.functions.push(node.name);
  if (node.type === 'Redirection' && node.target?.type === 'Word' && node.operator !== '<<<') {
    const target = readWord(node.target).text;
    if (!/^(\d+|-)$/.test(target)) {
      place.analysis.redirections.push({ line: line + place.offset, operator: node.operator, target });
    }
  }
  for (const child of childNodes(node)) collect(child, { ...place, line });
}
