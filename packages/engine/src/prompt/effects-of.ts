import { analyseShell, quoteCommand, type StaticCommand } from '@steadyhand/bash';
import type { Analysis } from '@steadyhand/contracts';
import { isShellTool } from '@steadyhand/shell';
import type { Working } from '../conduct.ts';
import { decideOn } from '../guard.ts';
import type { CommandEffect } from './prompt.ts';

const TOOL: Analysis = {
  ...{ effect: 'local', operation: null, resources: [], arguments: [] },
  reason: 'a tool of the shell, which works on files of the session alone',
};

/** What the commands of a text would do, judged from the text and the session's variables alone. */
export function effectsOf(text: string, working: Working): Promise<CommandEffect[]> {
  return Promise.all(analyseShell(text).commands.map((command) => effectOf(command, working)));
}

async function effectOf(command: StaticCommand, working: Working): Promise<CommandEffect> {
  const { redactor, session, options, guarding } = working;
  const { program, programUnresolved, stdin } = command;
  const env = session.env();
  const words = command.argv.map((word, i) => (command.unresolved.has(i) ? variableValue(word, env) : word));
  const argv = words.map((word, i) => word ?? command.argv[i] ?? '');
  const unresolved = new Set(words.flatMap((word, i) => (word === null ? [i] : [])));
  const shown = quoteCommand(program, redactor.argv(program, argv));
  const open = [...unresolved].map((i) => argv[i] ?? '');
  const grammar = programUnresolved ? undefined : options.handlers.get(program)?.grammar;
  const isTool = !programUnresolved && isShellTool(program);
  if (!grammar && !isTool) {
    const rule = programUnresolved ? 'which program it is, is known when it runs' : 'no program of this session';
    const unknown = { effect: 'unknown', reason: rule, resources: [], verdict: 'refuse', rule } as const;
    return { command: shown, open, ...unknown };
  }
  const analysis = grammar?.analyse({ program, argv, stdin, unresolved }) ?? TOOL;
  const { effect, reason, resources } = analysis;
  const { verdict, reason: rule } = await decideOn(guarding, { analysis, preview: null });
  return { command: shown, open, effect, reason, resources, verdict, rule };
}

/** What a word that is one variable stands for now; null where it is more than that, or has no value. */
function variableValue(word: string, env: Readonly<Record<string, string>>): string | null {
  const [, name] = /^"?\$\{?(\w+)\}?"?$/.exec(word) ?? [];
  return (name !== undefined && env[name]) || null;
}
