/** Events of a run as lines, but for commands, whose lines are written as they go. */
import { type CommandIntent, changesWorld, type RunEvent } from '@steadyhand/contracts';
import { formatTime } from './duration.ts';
import { effectStyle, type Style } from './style.ts';

/** Empty for what is not shown. */
export function eventLines(event: RunEvent, style: Style): string {
  switch (event.type) {
    case 'run-started':
      return `${style.bold('run')} ${event.runId}  ${event.procedureId}  ${style.dim(
        `${event.mode} in ${event.environment} (${event.account}, ${event.region}) as ${event.by}`,
      )}`;
    case 'parameter-bound':
      return `  ${style.cyan(event.name)} = ${event.value}  ${style.dim(`← ${event.source}`)}`;
    case 'step-started':
      return `\n${style.bold(style.blue('●'))} ${style.bold(event.text)}  ${style.dim(`${event.phase}, line ${event.line}`)}`;
    case 'step-finished':
      return stepEnd(event, style);
    case 'command-intent':
      return changesWorld(event.effect) ? change(event, style) : '';
    case 'files-written':
      return `  files written in the session: ${event.paths.join(', ')}`;
    case 'run-finished':
      return event.wakeAt === undefined ? '' : `  ${style.dim(`sleeps until ${formatTime(event.wakeAt)} UTC`)}`;
    default:
      return ofPeople(event, style) ?? ofDrills(event, style) ?? '';
  }
}

/** What people, and other workers, did with the run. */
function ofPeople(event: RunEvent, style: Style): string | null {
  switch (event.type) {
    case 'approval':
      return approval(event, style);
    case 'answered':
      return event.value === null
        ? `  ${style.dim(`– ${event.by === 'nobody' ? 'nobody answered' : `answered by ${event.by}`}`)}`
        : `  ${style.yellow(`✔ ${event.value}`)}, said ${event.by}${because(event.reason)}`;
    case 'secret-shown':
      return `  ${style.dim(`shown to ${event.by}, once; the record does not have it`)}`;
    case 'message-rejected':
      return `  ${style.red('✘ does not count:')} what ${event.by} sent: ${event.reason}`;
    case 'run-ordered':
      return `${style.bold(event.order)} by ${event.by}${because(event.reason)}`;
    case 'taken-over':
      return style.dim(`— carried on by ${event.worker} —`);
    case 'note':
      return `  ${style.cyan('note')} by ${event.by}: ${event.text}`;
    case 'command-edited':
      return `  ${style.yellow('edited')} by ${event.by}${because(event.reason)}: was ${event.from}`;
    case 'command-reconciled':
      return `  ${style.yellow(RECONCILED[event.decision])}, said ${event.by}: ${event.evidence}`;
    default:
      return null;
  }
}

const RECONCILED = {
  done: 'taken as carried out',
  'run-again': 'carried out now: it had not been',
  abort: 'left as it is',
};

function ofDrills(event: RunEvent, style: Style): string | null {
  switch (event.type) {
    case 'incident-opened':
      return `\n${style.bold(style.red('ALARM'))} ${style.bold(event.alarm)}\n  ${style.dim(event.reason)}\n${style.bold('incident')} ${event.incidentId} opened`;
    case 'recovery-checked':
      return `  ${event.ok ? style.green('✔') : style.yellow('…')} ${event.check}: ${event.detail}`;
    case 'incident-closed':
      return event.recovered
        ? `${style.bold(style.green('RECOVERED'))} ${event.note}`
        : `${style.bold(style.red('NOT RECOVERED'))} ${event.note}`;
    case 'drill-phase':
      return `${style.bold(event.phase)} ${event.text}`;
    default:
      return null;
  }
}

function approval(event: Extract<RunEvent, { type: 'approval' }>, style: Style): string {
  const { choice = event.granted ? 'approve' : 'refuse', by, reason } = event;
  // The command that was put in its place follows.
  if (choice === 'edit') return '';
  const said = APPROVAL[choice];
  const line = `  ${event.granted ? style.yellow(`✔ ${said}`) : style.red(`✘ ${said}`)} by ${by}${because(reason)}`;
  // One that was given beforehand has no question above it.
  return event.questionId === undefined ? `  ${style.bold('approval needed')} for: ${event.command}\n${line}` : line;
}

const APPROVAL = { approve: 'approved', refuse: 'refused', skip: 'left out' };

function stepEnd(event: Extract<RunEvent, { type: 'step-finished' }>, style: Style): string {
  switch (event.state) {
    case 'failed':
      return `  ${style.red('✘ failed')} ${event.note}`;
    case 'skipped':
    case 'person':
      return `  ${style.dim(`– ${event.note}`)}`;
    default:
      return '';
  }
}

function change(intent: CommandIntent, style: Style): string {
  const radius = intent.blastRadius === '' ? '' : `: ${style.bold(intent.blastRadius)}`;
  const state = intent.verdict === 'hold' ? `  ${style.dim('held')}` : '';
  return `  ${effectStyle(style, intent.effect)(intent.effect)}${radius}${state}`;
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : ` (${reason})`;
}
