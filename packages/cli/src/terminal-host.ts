import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Answer, ApprovalRequest, AskRequest, Host, RunEvent } from '@steadyhand/contracts';
import { effectStyle, styleFor } from './render/style.ts';
import { wallClock } from './wall-clock.ts';

export interface TerminalHostOptions {
  /** Whether somebody is there to answer; without, every question is refused. */
  interactive: boolean;
  notify(event: RunEvent): void;
  /** Answers given beforehand: a drill's; null where it has none. */
  answer?(request: AskRequest): Answer | null;
}

/** The terminal as host: shows what is asked and takes the answer of whoever sits there. */
export function createTerminalHost(options: TerminalHostOptions): Host {
  return {
    clock: wallClock,
    newId: () => randomUUID().slice(0, 8),
    notify: options.notify,
    async ask(request, signal) {
      const given = options.answer?.(request);
      if (given) return given;
      if (!options.interactive) return { refused: true, by: 'nobody (there is no terminal to ask on)' };
      return askOnTerminal(request, signal);
    },
  };
}

async function askOnTerminal(request: AskRequest, signal?: AbortSignal): Promise<Answer> {
  const { confirm, input, select } = await import('@inquirer/prompts');
  const by = userInfo().username;
  const context = signal ? { signal } : {};
  try {
    switch (request.kind) {
      case 'approval': {
        showApproval(request);
        const yes = await confirm({ message: `Run this in ${request.environment}?`, default: false }, context);
        return yes ? { value: 'approve', by } : { refused: true, by };
      }
      case 'person': {
        const choices = request.choices.map((value) => ({ value }));
        return { value: await select({ message: request.text, choices }, context), by };
      }
      case 'parameter': {
        const value = await input({ message: `Value of ${request.name} (${request.usedAt})` }, context);
        return value === '' ? { refused: true, by } : { value, by };
      }
    }
  } catch (error) {
    if (error instanceof Error && /^(ExitPrompt|AbortPrompt)Error$/.test(error.name)) return { refused: true, by };
    throw error;
  }
}

function showApproval(request: ApprovalRequest): void {
  const style = styleFor(process.stderr);
  const effect = effectStyle(style, request.effect)(request.effect);
  const lines = [
    '',
    `  ${style.bold('Approval needed')}  ${effect} in ${style.bold(request.environment)} (${request.account}, ${request.region})`,
    `  ${request.command}`,
    request.blastRadius === '' ? '' : `  ${style.bold(request.blastRadius)}`,
    '',
  ];
  process.stderr.write(lines.join('\n'));
}
