import type { AnyNode, ScriptNode } from './ast.ts';
import { type Blank, maskBlanks, unmask } from './blanks.ts';
import { commandsAt, type StaticCommand } from './commands.ts';
import { setsErrexit } from './errexit.ts';
import { findHazards, type Hazard } from './hazards.ts';
import { locate } from './locate.ts';
import { type Assignment, ParameterReader, type ParameterUse } from './parameters.ts';
import { type Piece, parsePieces, withoutScript } from './pieces.ts';
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
  return new Analysis(text);
}

class Analysis implements ShellAnalysis {
  readonly commands: StaticCommand[] = [];
  readonly uses: ParameterUse[];
  readonly assignments: Assignment[];
  readonly sets: string[];
  readonly redirections: ShellRedirection[] = [];
  readonly functions: string[] = [];
  readonly pieces: Piece[];
  readonly blanks: Blank[];
  readonly error: ShellAnalysis['error'];
  readonly #scripts: ScriptNode[] = [];
  readonly #lines = new Map<AnyNode, number>();
  #hazards: Hazard[] | null = null;

  constructor(text: string) {
    const masked = maskBlanks(text);
    const pieces = parsePieces(masked.text);
    const reader = new ParameterReader(this.#lines);
    let error: ShellAnalysis['error'] = null;
    for (const piece of pieces) {
      const { script, line } = piece;
      if (script === null) {
        error = { line, message: unmask(piece.error ?? '') };
        break;
      }
      locate(script, { text: piece.text, line, lines: this.#lines }, (node, at) => this.#collect(node, at));
      reader.read(script);
      this.#scripts.push(script);
    }
    reader.finish();
    this.uses = reader.uses;
    this.assignments = reader.assignments;
    this.sets = [...reader.sets];
    this.pieces = pieces.map(withoutScript);
    this.blanks = masked.blanks;
    this.error = error;
  }

  /** Only sessions ask for them. */
  get hazards(): Hazard[] {
    this.#hazards ??= this.#findHazards();
    return this.#hazards;
  }

  #findHazards(): Hazard[] {
    const errexit = setsErrexit(this.commands);
    const context = { lines: this.#lines, errexit, functions: new Set(this.functions) };
    return this.#scripts.flatMap((script) => findHazards(script, context));
  }

  #collect(node: AnyNode, line: number): void {
    if (node.type === 'SimpleCommand') this.commands.push(...commandsAt(node, line));
    else if (node.type === 'FunctionDef') this.functions.push(node.name);
    else if (node.type === 'Redirection' && node.target?.type === 'Word' && node.operator !== '<<<') {
      const target = readWord(node.target).text;
      if (!/^(\d+|-)$/.test(target)) this.redirections.push({ line, operator: node.operator, target });
    }
  }
}
