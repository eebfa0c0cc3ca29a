import type { Diagnostic, Runbook } from '@steadyhand/contracts';
import { applyIgnores } from './check/ignores.ts';
import { findCommands, findShells } from './check/places.ts';
import { readSource } from './markdown/source.ts';
import { type ParseOptions, parseRunbook } from './parse-runbook.ts';
import { KNOWN_RULES, RULES } from './rules/index.ts';
import type { Knowledge } from './rules/knowledge.ts';
import type { Rule, RuleContext } from './rules/rule.ts';

export interface CheckOptions extends ParseOptions {
  knowledge: Knowledge;
}

export interface CheckedRunbook {
  runbook: Runbook;
  /** What the parser and the rules found and no comment ignores, by line. */
  diagnostics: Diagnostic[];
}

/** Parses a runbook and says what is wrong with it. Never throws on content. */
export function checkRunbook(source: string, { grammars, knowledge }: CheckOptions): CheckedRunbook {
  const runbook = parseRunbook(source, { grammars });
  const { lines } = readSource(source);
  const shells = findShells(runbook);
  const context: RuleContext = { runbook, lines, shells, commands: findCommands(runbook, shells), knowledge };
  const found = [...runbook.diagnostics, ...RULES.flatMap((rule) => runRule(rule, context))];
  const known = new Set(KNOWN_RULES.map(({ id }) => id));
  return { runbook, diagnostics: applyIgnores(found, lines, known).sort(byPlace) };
}

/** A rule that fails must not keep the others from being read. */
export function runRule(rule: Rule, context: RuleContext): Diagnostic[] {
  try {
    return [...rule.check(context)].map((finding) => ({ ...finding, rule: rule.id, severity: rule.severity }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The rule ${rule.id} failed on this document: ${reason}.`;
    const hint = 'Please report this with the document. The other rules have run.';
    return [{ line: 1, rule: 'internal-rule-failure', severity: 'warning', message, hint }];
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0) || a.rule.localeCompare(b.rule);
}
