/** Lays out what rules look at: every command and every block of shell, with the procedure and step around it. */
import { analyseShell, type StaticCommand, withoutCarriers } from '@steadyhand/bash';
import type { Block, Procedure, Runbook, RunbookCommand, Step } from '@steadyhand/contracts';
import type { CommandPlace, ShellPlace } from '../rules/rule.ts';

export function findShells(runbook: Runbook): ShellPlace[] {
  return runbook.procedures
    .flatMap((procedure) => procedure.steps.flatMap((step) => shellsOf(procedure, step)))
    .sort((a, b) => a.block.line - b.block.line);
}

function shellsOf(procedure: Procedure, step: Step): ShellPlace[] {
  return step.blocks
    .filter(({ language }) => language === 'shell')
    .map((block) => ({ procedure, step, block, analysis: analyseShell(block.text) }));
}

export function findCommands(runbook: Runbook, shells: readonly ShellPlace[]): CommandPlace[] {
  const analysed = new Analysed(shells);
  const places = runbook.procedures.flatMap((procedure) =>
    procedure.steps.flatMap((step) =>
      step.commands.map((command) => ({
        procedure,
        step,
        block: command.inline ? null : blockOf(step, command.line),
        command,
        ...wordsOf(step, command, analysed),
      })),
    ),
  );
  return places.sort((a, b) => a.command.line - b.command.line);
}

function blockOf(step: Step, line: number): Block | null {
  return step.blocks.find((block) => block.line <= line && line <= block.endLine) ?? null;
}

type Words = Pick<CommandPlace, 'argv' | 'unresolved' | 'stdin'>;

function wordsOf(step: Step, command: RunbookCommand, analysed: Analysed): Words {
  const language = command.inline ? 'shell' : blockOf(step, command.line)?.language;
  if (language === 'sql')
    return { argv: [command.program === 'psql' ? '-c' : '-e', command.text], unresolved: new Set(), stdin: null };
  if (language === 'insights') return { argv: [], unresolved: new Set(), stdin: null };
  if (language === 'other') return { argv: command.text.split(/\s+/), unresolved: new Set(), stdin: null };
  const found = analysed.take(command) ?? withoutCarriers(analyseShell(command.text).commands)[0];
  return { argv: found?.argv ?? [], unresolved: found?.unresolved ?? new Set(), stdin: found?.stdin ?? null };
}

/** The commands of all blocks by line and text; equal ones in the order in which they stand. */
class Analysed {
  readonly #commands = new Map<string, StaticCommand[]>();

  constructor(shells: readonly ShellPlace[]) {
    for (const { block, analysis } of shells) {
      for (const command of withoutCarriers(analysis.commands)) {
        const key = keyOf(command.line + block.line - 1, command.text);
        this.#commands.set(key, [...(this.#commands.get(key) ?? []), command]);
      }
    }
  }

  take({ line, text }: RunbookCommand): StaticCommand | undefined {
    return this.#commands.get(keyOf(line, text))?.shift();
  }
}

function keyOf(line: number, text: string): string {
  return `${line}\0${text}`;
}
