import { type AnyNode, childNodes, type ScriptNode } from './ast.ts';
import { type Blank, maskBlanks, unmask } from './blanks.ts';
import { listCommands, type StaticCommand } from './commands.ts';
import { setsErrexit } from './errexit.ts';
import { findHazards, type Hazard } from './hazards.ts';
import { locate } from './locate.ts';
import { type Assignment, ParameterReader, type ParameterUse } from './parameters.ts';
import { type Piece, parsePieces } from './pieces.ts';
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
  readonly hazards: Hazard[];
  /** Complete commands, blanks masked. */
  pieces: Piece[];
  blanks: Blank[];
  /** The first place that cannot be parsed; what stands before it is analysed. */
  error: { line: number; message: string } | null;
}

/** Analyses shell text as it stands in a document, blanks included. Never throws. */
export function analyseShell(text: string): ShellAnalysis {
  const masked = maskBlanks(text);
  const pieces = parsePieces(masked.text);
  const reader = new ParameterReader();
  const located: Located[] = [];
  const found: Found = { commands: [], redirections: [], functions: [], error: null };
  for (const { script, text: source, line, error } of pieces) {
    if (script === null) {
      found.error = { line, message: unmask(error ?? '') };
      break;
    }
    const lines = locate(script, source);
    const offset = line - 1;
    found.commands.push(...listCommands(script, lines).map((command) => shift(command, offset)));
    collect(script, 1, { found, lines, offset });
    reader.read(script, lines, offset);
    located.push({ script, lines, offset });
  }
  reader.finish();
  let hazards: Hazard[] | null = null;
  return {
    ...found,
    uses: reader.uses,
    assignments: reader.assignments,
    sets: [...reader.sets],
    // Only sessions ask for them.
    get hazards() {
      const errexit = setsErrexit(found.commands);
      const functions = new Set(found.functions);
      hazards ??= located.flatMap(({ script, lines, offset }) =>
        findHazards(script, { lines, errexit, functions }).map((hazard) => shift(hazard, offset)),
      );
      return hazards;
    },
    pieces: pieces.map(({ script: _, ...piece }) => piece),
    blanks: masked.blanks,
  };
}

function shift<T extends { line: number }>(found: T, offset: number): T {
  return { ...found, line: found.line + offset };
}

interface Located {
  script: ScriptNode;
  lines: ReadonlyMap<AnyNode, number>;
  offset: number;
}

type Found = Pick<ShellAnalysis, 'commands' | 'redirections' | 'functions' | 'error'>;

interface Place {
  found: Found;
  lines: ReadonlyMap<AnyNode, number>;
  offset: number;
}

/** `above` is the line of the node above. */
function collect(node: AnyNode, above: number, place: Place): void {
  const line = place.lines.get(node) ?? above;
  if (node.type === 'FunctionDef') place.found.functions.push(node.name);
  if (node.type === 'Redirection' && node.target?.type === 'Word' && node.operator !== '<<<') {
    const target = readWord(node.target).text;
    if (!/^(\d+|-)$/.test(target)) {
      place.found.redirections.push({ line: line + place.offset, operator: node.operator, target });
    }
  }
  for (const child of childNodes(node)) collect(child, line, place);
}
