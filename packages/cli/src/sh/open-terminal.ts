import { join } from 'node:path';
import type { Answer, Handlers, Host } from '@steadyhand/contracts';
import type { NewRun, PreparedRun, RunReport, Shell } from '@steadyhand/engine';
import { answerOrder } from '../answer-order.ts';
import { findCaller } from '../caller.ts';
import { openLiveView } from '../live-view.ts';
import { userFolders } from '../paths.ts';
import { placeText, screen } from '../question-view.ts';
import { type Style, styleFor } from '../render/style.ts';
import type { ResolvedEnvironment } from '../target.ts';
import { wallClock } from '../wall-clock.ts';
import { Completer } from './completion/completer.ts';
import { openHistory } from './history.ts';
import { type PromptPlace, promptText } from './prompt-text.ts';
import { createShellView } from './shell-view.ts';
import { TerminalPrompt } from './terminal-prompt.ts';

export interface TerminalOptions {
  where: ResolvedEnvironment;
  handlers: Handlers;
  /** Names of the runbook's parameters. */
  parameters: readonly string[];
}

export interface Terminal {
  prompt: TerminalPrompt;
  host: Host;
  onOutput: PreparedRun['onOutput'];
  /** Aborts when the terminal is closed, or the process is told to end. */
  signal: AbortSignal;
  farewell(report: RunReport): void;
}

const COLUMNS = 100;

/** A person at this terminal, and all that they see. */
export async function openTerminal(run: NewRun, { where, handlers, parameters }: TerminalOptions): Promise<Terminal> {
  const output = screen();
  const style = styleFor(output);
  const view = createShellView({
    ...{ style, columns: output.columns ?? COLUMNS, now: wallClock.now },
    write: (text) => void output.write(text),
  });
  const live = openLiveView({ renderer: view }, async () => where);
  const place = placeOf(run, where);
  const prompt = new TerminalPrompt({
    ...{ input: process.stdin, output, style, freshLine: () => view.freshLine() },
    prompt: promptText(place, style),
    banner: (shell) => banner(shell, { run, where, style }),
    place: async () => rules({ run, where, style }),
    history: await openHistory(join(userFolders().state, 'sh-history')),
    completer: (shell) => new Completer({ shell, handlers, parameters }),
  });
  return {
    prompt,
    host: refusingWhereLeft(live.host, where),
    onOutput: (chunk) => {
      // `steady sh | tee` is for what commands print.
      if (chunk.stream === 'stderr' || output === process.stdout) live.onOutput(chunk);
      else process.stdout.write(chunk.text);
    },
    signal: endOfTerminal(),
    farewell: (report) => void output.write(farewell(report, style)),
  };
}

function placeOf({ mode, settings }: NewRun, { system, target }: ResolvedEnvironment): PromptPlace {
  const { environment, protection } = target;
  return { system: system?.system ?? null, environment, protection, mode, readOnly: settings?.readOnly ?? false };
}

interface Placed {
  run: NewRun;
  where: ResolvedEnvironment;
  style: Style;
}

function banner({ runId }: Shell, { run, where, style }: Placed): string {
  const { target } = where;
  const kept = run.mode === 'dry-run' ? 'a dry run, of which nothing is kept' : `run ${runId}`;
  return `${style.bold('steady sh')}  ${placeText(target)}, ${target.protection}  ${style.dim(kept)}
${style.dim('Reads run at once; what changes something is shown first, and asked for. :help says more.')}
`;
}

function rules({ run, where, style }: Placed): string {
  const { target, system } = where;
  const { settings } = run;
  const rows: [string, string][] = [
    ['system', system?.system ?? 'none: there is no steadyhand.yaml'],
    ['environment', `${target.environment}, ${target.protection}`],
    [
      'account',
      `${target.account}, ${target.region}${target.endpoint === undefined ? '' : ` (range, ${target.endpoint})`}`,
    ],
    ['mode', `${run.mode}${settings?.readOnly ? ', read-only' : ''}`],
    ['asked for by', `${run.requestedBy} (known by ${settings?.requester.source ?? 'login'})`],
    ['runbook', run.runbook.text === '' ? 'none' : run.runbook.path],
    ['run', run.id],
  ];
  return rows.map(([name, value]) => `  ${style.dim(name.padEnd(13))} ${value}\n`).join('');
}

/** Who leaves the question of an approval with Ctrl-C says no. */
function refusingWhereLeft(host: Host, where: ResolvedEnvironment): Host {
  return {
    ...host,
    async ask(request, signal): Promise<Answer | null> {
      const answer = await host.ask(request, signal);
      if (answer !== null || signal.aborted || request.kind !== 'approval') return answer;
      const { identity, message } = await findCaller(async () => where);
      const reply = { value: 'refuse', reason: 'the question was left' };
      return { ...reply, by: identity, message: message(request.runId, answerOrder(request, reply)) };
    },
  };
}

/** Ctrl-C is the prompt's own. */
function endOfTerminal(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  return controller.signal;
}

function farewell({ runId, state, note, mode }: RunReport, style: Style): string {
  if (mode === 'dry-run') return style.dim(`${note}. This was a dry run: nothing was changed.\n`);
  if (state === 'done') return style.dim(`run ${runId}: ${note}. steady report ${runId} tells it.\n`);
  const said = state === 'unknown' ? 'of a change it is not known whether it was carried out' : note.replace(/\.$/, '');
  const next = state === 'cancelled' ? '' : `; steady resume ${runId} goes on`;
  return `${style.bold(style.red(state))}  run ${runId}: ${said}. steady report ${runId} tells it${next}.\n`;
}
