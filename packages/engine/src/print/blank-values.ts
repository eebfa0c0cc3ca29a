/**
 * The blanks of a printed procedure: what is known stands in the script, what a command gives is assigned by it, and
 * what nobody knows, or nobody may see, stops the script where it is not in the environment.
 */
import { analyseShell, fillBlanks, maskBlanks, type Quoting, quoteWord, replaceBlanks } from '@steadyhand/bash';
import {
  type Block,
  changesWorld,
  type JudgeShell,
  type Parameter,
  type Procedure,
  type Runbook,
} from '@steadyhand/contracts';
import { neededParameters } from '../bind.ts';
import { findDefinition } from '../definitions.ts';
import { isSecretValue } from '../secret-values.ts';
import { comment, warning } from './comment.ts';

export interface BlanksInput {
  runbook: Runbook;
  /** With the steps that are printed alone. */
  procedure: Procedure;
  /** By the blank's name. */
  values: ReadonlyMap<string, string>;
  /** Commands whose output is a blank's value, by its name. */
  commandBindings: ReadonlyMap<string, string>;
  judge: JudgeShell;
}

/** What stands in a record in place of a secret. */
const REMOVED = '[secret]';

export class BlankValues {
  private readonly input: BlanksInput;
  /** Without secrets. */
  private readonly known: ReadonlyMap<string, string>;
  private readonly parameters: ReadonlyMap<string, Parameter>;
  /** Names that the shell reads as variables. */
  private readonly variables = new Set<string>();
  private readonly done = new Set<string>();
  private readonly lines: string[] = [];

  constructor(input: BlanksInput) {
    this.input = input;
    const { values, runbook, procedure } = input;
    const secrets = [...values].filter(([name, value]) => isSecretValue(name, value)).map(([, value]) => value);
    const isShown = (value: string): boolean => ![...secrets, REMOVED].some((secret) => value.includes(secret));
    this.known = new Map([...values].filter(([, value]) => value !== '' && isShown(value)));
    this.parameters = new Map(runbook.parameters.map((parameter) => [parameter.name, parameter]));
    for (const block of procedure.steps.flatMap((step) => step.blocks).filter(isRunnable)) {
      for (const { name } of analyseShell(block.text).uses) this.variables.add(name);
    }
  }

  /** The lines that give every blank its value, each after those that it needs. */
  assignments(): string[] {
    const { runbook, procedure } = this.input;
    const blanks = new Set(
      procedure.steps.flatMap((step) => step.blocks.filter(isRunnable).flatMap(({ text }) => blanksOf(text))),
    );
    for (const { name } of neededParameters(runbook, procedure.steps)) {
      if (this.variables.has(name) || blanks.has(name)) this.give(name);
      else this.word(name);
    }
    return this.lines;
  }

  /** Shell text with no blank left in it but those in here-documents in which nothing is expanded. */
  fill(text: string): string {
    const asVariables = replaceBlanks(text, ({ name }, quoting) =>
      this.known.has(name) ? null : expansion(this.variableOf(name), quoting),
    );
    return fillBlanks(asVariables, this.known);
  }

  private give(name: string): void {
    if (this.done.has(name)) return;
    this.done.add(name);
    const value = this.known.get(name);
    const variable = this.variableOf(name);
    if (value !== undefined) {
      if (isName(name)) this.lines.push(`${name}=${quoteWord(value)}`);
      return;
    }
    const given = this.input.values.has(name) ? false : this.fromCommand(name) || this.fromDocument(name);
    if (!given && this.parameters.get(name)?.hasDefault !== true) this.lines.push(this.demand(name, variable));
  }

  private fromCommand(name: string): boolean {
    const command = this.input.commandBindings.get(name);
    if (command === undefined) return false;
    this.giveAll(analyseShell(command).uses.map((use) => use.name));
    const { effect, reason } = this.input.judge(command);
    if (effect === 'reveal' || changesWorld(effect)) this.lines.push(warning(`${effect}: ${reason}`));
    const variable = this.variableOf(name);
    // What the AWS CLI prints as text for null.
    const isNone = `[ "$${variable}" != None ] || ${variable}=`;
    this.lines.push(`${variable}=$(${this.fill(command)})`, isNone, this.demand(name, variable));
    return true;
  }

  /** The assignment as the runbook has it elsewhere, where all it does besides is look. */
  private fromDocument(name: string): boolean {
    const { runbook, procedure, judge } = this.input;
    const definition = isName(name) ? findDefinition(runbook, name, procedure) : null;
    if (definition === null) return false;
    const { value, uses, line } = definition;
    const [, ...commands] = analyseShell(`: ${value}`).commands;
    const effects = commands.map(({ text }) => judge(text).effect);
    if (effects.some((effect) => effect !== 'read' && effect !== 'local')) return false;
    this.giveAll(uses);
    this.lines.push(...comment(`As in line ${line} of the runbook:`), `${name}=${this.fill(value)}`);
    return true;
  }

  private giveAll(names: readonly string[]): void {
    for (const name of names) {
      this.variables.add(name);
      this.give(name);
    }
  }

  /** A blank that no shell sees (`your-bucket`): only a person can put something in its place. */
  private word(name: string): void {
    const value = this.known.get(name);
    const spelling = this.parameters.get(name)?.spelling ?? name;
    this.lines.push(
      warning(`blank: in place of ${spelling} below, put ${value === undefined ? 'its value' : quoteWord(value)}`),
    );
  }

  private demand(name: string, variable: string): string {
    const used = this.parameters.get(name)?.usedAt ?? [];
    const { line, endLine } = this.input.procedure;
    const lines = used.filter((at) => at >= line && at <= endLine);
    const where = lines.length === 0 ? 'needed by what follows' : `needed in line ${lines.join(', ')}`;
    const what = isSecretValue(name, '') || this.isHidden(name) ? `a secret, ${where}` : `a value is missing, ${where}`;
    return `: "\${${variable}:?${what}}"`;
  }

  private isHidden(name: string): boolean {
    return this.input.values.has(name) && !this.known.has(name);
  }

  /** A blank that is no variable gets a name of its own: `<user>` must not become `$user` of whoever runs the script. */
  private variableOf(name: string): string {
    const isOwn = isName(name) && (this.variables.has(name) || this.input.commandBindings.has(name));
    return isOwn ? name : `BLANK_${name.replace(/\W+/g, '_')}`;
  }
}

export function isRunnable(block: Block): boolean {
  return block.language === 'shell' && !block.inside;
}

function isName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

function blanksOf(text: string): string[] {
  return maskBlanks(text).blanks.map(({ name }) => name);
}

function expansion(variable: string, quoting: Quoting): string | null {
  switch (quoting) {
    case 'bare':
      return `"\${${variable}}"`;
    case 'double':
    case 'body':
      return `\${${variable}}`;
    case 'single':
      return `'"\${${variable}}"'`;
    case 'raw':
      return null;
  }
}
