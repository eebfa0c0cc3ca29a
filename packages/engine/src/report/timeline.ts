import {
  type CommandIntent,
  type CommandOutcome,
  changesWorld,
  type Question,
  type RunEvent,
} from '@steadyhand/contracts';
import { commandOf, count, lastLine, nameOf, withReason } from './words.ts';

/** One thing that somebody who reads what happened wants to know. */
export interface TimelineEntry {
  /** Milliseconds since the epoch, on the run's clock. */
  at: number;
  kind:
    | 'fault'
    | 'alarm'
    | 'procedure'
    | 'run'
    | 'question'
    | 'answer'
    | 'approval'
    | 'change'
    | 'problem'
    | 'check'
    | 'note'
    | 'end';
  /** In words, on one line, with who did it. */
  text: string;
}

/** The history that events tell, by time. What only looks, and went well, is left out. */
export function timelineOf(events: readonly RunEvent[]): TimelineEntry[] {
  const teller = new Teller();
  const entries = events.flatMap((event) => {
    const told = teller.tell(event);
    return told ? [{ at: event.at, kind: told[0], text: told[1].replace(/\s+/g, ' ').trim() }] : [];
  });
  return entries.sort((a, b) => a.at - b.at);
}

type Told = readonly [TimelineEntry['kind'], string];
type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

const ORDERS = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;
const CHOICES = { approve: 'approved', refuse: 'refused', skip: 'left out', edit: 'edited' } as const;

/** Reads events in their order: what one means may depend on those before. */
class Teller {
  private readonly intents = new Map<string, CommandIntent>();
  private readonly steps = new Map<string, string>();
  private lives = 1;
  private lifeEnded = false;

  tell(event: RunEvent): Told | null {
    switch (event.type) {
      case 'run-started':
        return ['run', started(event)];
      case 'step-started':
        this.steps.set(event.stepId, event.text);
        return null;
      case 'step-finished':
        return event.state === 'failed'
          ? ['problem', `step "${this.steps.get(event.stepId) ?? event.stepId}" failed: ${event.note}`]
          : null;
      case 'command-intent':
        return this.intent(event);
      case 'command-outcome':
        return this.outcome(event);
      case 'taken-over':
        return ['run', this.takenOver(event)];
      case 'run-finished':
        this.lifeEnded = true;
        return finished(event);
      case 'command-reconciled':
        return ['change', `${SETTLED[event.decision]}, says ${event.by}: ${this.commandOf(event)}: ${event.evidence}`];
      case 'incident-opened':
        return ['alarm', `${event.alarm} → ALARM: ${event.reason}`];
      case 'incident-closed':
        return ['end', event.note];
      case 'recovery-checked':
        return ['check', `${event.check} ${event.ok ? 'well' : 'not well'}: ${event.detail}`];
      case 'drill-phase':
        return [event.phase === 'fault' || event.phase === 'procedure' ? event.phase : 'note', event.text];
      default:
        return ofPeople(event);
    }
  }

  private intent(event: CommandIntent): Told | null {
    this.intents.set(keyOf(event), event);
    if (!changesWorld(event.effect) || (event.verdict !== 'run' && event.verdict !== 'hold')) return null;
    const what = event.blastRadius || nameOf(event);
    return ['change', event.verdict === 'hold' ? `held, not carried out: ${what}` : what];
  }

  private outcome(event: CommandOutcome): Told | null {
    const command = this.commandOf(event);
    const said = lastLine(event.stderr);
    switch (event.state) {
      case 'held':
        return null;
      case 'done':
        return event.exitCode === 0 ? null : ['problem', withReason(`exit ${event.exitCode}: ${command}`, said)];
      case 'refused':
        // That a person left it out is told by the answer.
        return this.intents.get(keyOf(event))?.verdict === 'skip'
          ? null
          : ['problem', withReason(`refused: ${command}`, said)];
      case 'interrupted':
        return ['problem', withReason(`did not run to its end: ${command}`, said)];
      case 'unknown':
        return ['problem', withReason(`it is not known whether this was carried out: ${command}`, said)];
    }
  }

  private takenOver({ worker }: Of<'taken-over'>): string {
    this.lives += 1;
    const by = `${worker} (life ${this.lives})`;
    const text = this.lifeEnded ? `${by} went on` : `${by} took over: the process before had stopped without a word`;
    this.lifeEnded = false;
    return text;
  }

  private commandOf(event: { lane: string; seq: number }): string {
    const intent = this.intents.get(keyOf(event));
    return intent ? commandOf(intent) : `call ${event.seq}`;
  }
}

const SETTLED = {
  done: 'found to have been carried out',
  'run-again': 'found not to have been carried out, run again',
  abort: 'stays unknown, the run stops',
} as const;

function started({ runId, procedureId, environment, account, region, mode, by }: Of<'run-started'>): string {
  const kind = mode === 'dry-run' ? 'dry run' : 'run';
  return `${kind} ${runId} of "${procedureId}" started in ${environment} (${account}, ${region}) as ${by}`;
}

function finished({ state, note }: Of<'run-finished'>): Told {
  if (state === 'waiting') return ['run', `the run waits, without a process: ${note}`];
  if (state === 'paused' || state === 'interrupted') return ['run', `the run is ${state}: ${note}`];
  return ['end', `the run ended "${state}": ${note}`];
}

function ofPeople(event: RunEvent): Told | null {
  switch (event.type) {
    case 'asked':
      return ['question', asked(event.question)];
    case 'approval': {
      const { choice = event.granted ? 'approve' : 'refuse', role, by, command, reason } = event;
      return ['approval', withReason(`${CHOICES[choice]} by ${by}${role ? `, ${role}` : ''}: ${command}`, reason)];
    }
    case 'answered':
      return ['answer', answered(event)];
    case 'secret-shown':
      return ['answer', `${event.by} was shown, once, what this revealed: ${event.command}`];
    case 'command-edited':
      return ['answer', `${event.by} put ${commandOf(edited(event))} in its place`];
    case 'run-ordered':
      return ['run', withReason(`${ORDERS[event.order]} by ${event.by}`, event.reason)];
    case 'message-rejected':
      return ['problem', `what ${event.by} sent does not count: ${event.reason}`];
    case 'note':
      return ['note', `${event.by}: ${event.text}`];
    default:
      return null;
  }
}

/** The program stays when a command is edited. */
function edited({ from, argv }: Of<'command-edited'>): { program: string; argv: string[] } {
  return { program: from.split(' ')[0] ?? '', argv };
}

function keyOf({ lane, seq }: { lane: string; seq: number }): string {
  return `${lane}/${seq}`;
}

function asked(question: Question): string {
  switch (question.kind) {
    case 'approval': {
      const { approvers, role, otherThanRequester } = question.needs;
      const who = otherThanRequester ? ', not whoever asked for the run' : '';
      const what = withReason(question.command, question.blastRadius);
      return [`approval asked of ${count(approvers, role)}${who}: ${what}`, ...question.warnings].join('; ');
    }
    case 'unknown':
      return withReason(`asked: ${question.text}`, question.evidence);
    default:
      return `asked: ${question.text}`;
  }
}

function answered({ question, value, by, reason }: Of<'answered'>): string {
  if (by === 'nobody') return `nobody answered: ${question}`;
  return withReason(`${by} answered ${value === null ? 'a secret' : `"${value}"`} to: ${question}`, reason);
}
