import type { ShellAnalysis } from '@steadyhand/bash';
import type { Block, Diagnostic, Procedure, Runbook, RunbookCommand, Step } from '@steadyhand/contracts';
import type { Knowledge } from './knowledge.ts';

/** A command of the document with everything around it that a rule may ask about. */
export interface CommandPlace {
  procedure: Procedure;
  step: Step;
  /** The block it stands in; null for a command in prose or a table cell. */
  block: Block | null;
  command: RunbookCommand;
  /** Expanded as far as the text allows; words that depend on the session keep their source text. */
  argv: readonly string[];
  unresolved: ReadonlySet<number>;
  stdin: string | null;
}

/** A block of shell and what is known of it; the analysis counts lines from the block's first. */
export interface ShellPlace {
  procedure: Procedure;
  step: Step;
  block: Block;
  analysis: ShellAnalysis;
}

export interface RuleContext {
  runbook: Runbook;
  /** The document, line 1 at index 0. */
  lines: readonly string[];
  /** Every command, in the document's order. */
  commands: readonly CommandPlace[];
  /** Every block of shell, in the document's order. */
  shells: readonly ShellPlace[];
  knowledge: Knowledge;
}

export type Finding = Pick<Diagnostic, 'line' | 'column' | 'message' | 'hint'>;

/** One thing that `steady check` looks for. A rule is a file of this folder, and one line of the registry. */
export interface Rule {
  /** Permanent: ignore comments and SARIF results name it. */
  readonly id: string;
  readonly severity: Diagnostic['severity'];
  /** One sentence, for the reference page. */
  readonly title: string;
  /** What goes wrong at three in the morning when it is left. */
  readonly why: string;
  /** Whole little documents: the rule reports the first and not the second. */
  readonly example: { readonly bad: string; readonly good: string };
  check(context: RuleContext): Iterable<Finding>;
}
