/**
 * What a run asks of people.
 *
 * Q1 A question is kept before anybody is asked; it is the same in every life of the run, and the last one that is kept
 *    is the one that is open.
 * Q2 An answer comes from the record, else from the inbox, else from whoever sits at the host, whichever is first.
 * Q3 An answer that is forged, stale, for something else or not this person's to give is recorded as such, and the run
 *    goes on waiting.
 * Q4 Where nobody answers, a run that lasts parks; one that does not, or that somebody types into, takes it for a no.
 * Q5 An approval is for one command of one call: the digest of both stands in the question. What runs after its time, or
 *    takes another yes by now, is asked for again.
 * Q6 A secret is only ever given at the host, and not kept.
 * Q7 A value that cannot be is no answer.
 * Q8 What a command reveals is shown to whoever approves it at the host of this life, where they ask for that and are an
 *    approver; never by message, and in no other life.
 * Q9 A line that a command reads is the same in every life, once it was given; the end of input is an answer, too.
 */
import { createHash } from 'node:crypto';
import { quoteCommand } from '@steadyhand/bash';
import {
  type Answer,
  type CommandIntent,
  type CommandResult,
  type Identity,
  type Message,
  type Needs,
  type Question,
  type Role,
  type RunEvent,
  SteadyError,
  type Step,
} from '@steadyhand/contracts';
import type { Decision, GuardRequest, LineAnswer, LineQuestion } from '@steadyhand/shell';
import { openQuestion } from './asked.ts';
import type { EarlierLife } from './earlier-life.ts';
import type { Inbox } from './inbox.ts';
import { different, judgeAnswer } from './people/judge-answer.ts';
import type { RunOptions } from './run-options.ts';
import { answerHoldsSecret, isSecretAnswer, isSecretValue } from './secret-values.ts';
import { canonicalJson } from './store/canonical-json.ts';

export interface QuestionsOptions
  extends Pick<
    RunOptions,
    'runId' | 'source' | 'system' | 'target' | 'clock' | 'host' | 'journal' | 'requester' | 'shared' | 'signal'
  > {
  earlier: EarlierLife;
  inbox: Inbox | null;
  /** What nobody answers parks the run, where it lasts; else it counts as a no. */
  parks: boolean;
}

/** An answer that counts. */
export interface Said {
  value: string;
  by: string;
  reason: string;
  argv: readonly string[];
  /** The end of the input, in place of a line. */
  end?: true;
  /** They want to see, once, what the command reveals. */
  shows?: true;
}

type Approval = Extract<Question, { kind: 'approval' }>;

/** Where an answer came from, and what it is about besides its question. */
interface Source {
  /** Absent for what was said at the host. */
  messageId?: string;
  /** Of a call whose outcome is not known. */
  seq?: number;
}

/** What is to be known of an answer besides its question. */
interface About extends Pick<Source, 'seq'> {
  /** Why a value cannot be; null for one that can. */
  problemOf?(value: string): string | null;
}

export interface ParameterUse {
  /** In words. */
  usedAt: string;
  isSecret: boolean;
  /** Why it cannot have this value; null where it can. */
  problemOf(value: string): string | null;
}

const MINUTE_MS = 60_000;
const DEFAULT_APPROVAL_MINUTES = 60;
/** How often one who sits at the host may answer wrongly. */
const ATTEMPTS = 3;
const APPROVAL_CHOICES = ['approve', 'refuse', 'skip', 'edit'] as const;
/** To approve, and to be shown what is revealed. */
export const SHOW = 'show';
const NO_SECRETS = 'a secret is given at the terminal of the run, not by message';
export const UNKNOWN_CHOICES = { done: 'it was done', again: 'run it again', stop: 'stop' } as const;

export class Questions {
  private readonly options: QuestionsOptions;
  /** Messages that were given at the host of this life. */
  private readonly ofHost = new Set<string>();

  constructor(options: QuestionsOptions) {
    this.options = options;
  }

  /** Null where nobody answered. */
  async approve(request: GuardRequest, { needs, warnings }: Decision): Promise<Said | null> {
    const { stepId, lane, seq, command, analysis, blastRadius } = request;
    const digest = this.digestOf(request);
    const asked = await this.round(this.idOf('approval', lane, seq, digest), needs);
    const question: Approval = {
      kind: 'approval',
      ...asked,
      stepId,
      text: `Run this in ${this.options.target.environment}?`,
      choices: [...APPROVAL_CHOICES, ...(analysis.effect === 'reveal' && this.options.host.showOnce ? [SHOW] : [])],
      command,
      effect: analysis.effect,
      blastRadius,
      digest,
      warnings,
      needs,
    };
    const given = await this.approvers(question);
    if (different(given, this.options.system?.people ?? {}) >= needs.approvers)
      return { value: 'approve', by: namesOf(given), reason: '', argv: [] };
    const said = await this.pose(question);
    // It stands open in the record otherwise, while the run goes on.
    if (said === null && !this.options.parks)
      await this.keepApproval(question, { value: 'refuse', by: 'nobody', reason: 'nobody answered', argv: [] }, {});
    return said;
  }

  /** Keeps that an effect was approved before the run. */
  async granted(request: GuardRequest, by: string): Promise<void> {
    const { stepId, command } = request;
    await this.record({ type: 'approval', stepId, digest: this.digestOf(request), command, granted: true, by });
  }

  /** Shows what a command revealed to whoever approved that; that it was shown is written first. */
  async show(
    { stepId, seq, command }: GuardRequest,
    by: string,
    { exitCode, stdout, binary }: CommandResult,
  ): Promise<void> {
    if (exitCode !== 0 || binary) return;
    await this.record({ type: 'secret-shown', stepId, seq, command, by });
    this.options.host.showOnce?.(stdout);
  }

  /** The question about a thing that a person does or decides; null where nobody answered. */
  async decide(step: Pick<Step, 'id'>, text: string, choices: readonly string[]): Promise<Said | null> {
    const { earlier } = this.options;
    const recorded = earlier.answer(step.id, text);
    if (recorded) {
      await this.answered({ stepId: step.id, question: text, value: recorded.value, by: recorded.by });
      return recorded.value === null ? null : { value: recorded.value, by: recorded.by, reason: '', argv: [] };
    }
    const id = this.idOf('person', step.id, text, earlier.position);
    const said = await this.pose({ kind: 'person', id, stepId: step.id, text, choices: [...choices] });
    if (said === null) await this.answered({ stepId: step.id, question: text, value: null, by: 'nobody' });
    return said;
  }

  /** The value of a blank; null where nobody gave one. */
  async parameter(stepId: string, name: string, { usedAt, isSecret, problemOf }: ParameterUse) {
    const text = `Value of ${name} (${usedAt})`;
    const recorded = isSecret ? null : this.options.earlier.answer(stepId, text);
    if (recorded?.value) {
      await this.answered({ stepId, question: text, value: recorded.value, by: recorded.by });
      return { value: recorded.value, by: recorded.by };
    }
    const id = this.idOf('parameter', name);
    return this.pose({ kind: 'parameter', id, stepId, text, choices: [], name, isSecret }, { problemOf });
  }

  /** The line that a command reads; null where nobody gave one. */
  async line({ key, stepId, seq, text, names, isSecret }: LineQuestion): Promise<LineAnswer> {
    const id = this.idOf('input', key);
    const name = names.join(' ');
    const given = (await this.options.journal.events()).find(
      (event) => event.type === 'answered' && event.questionId === id,
    );
    if (given?.type === 'answered') return given.value === null ? 'end' : { line: given.value, isSecret: false };
    const said = await this.pose(
      { kind: 'input', id, stepId, text, choices: [], name, isSecret },
      { seq, problemOf: (value) => (/[\r\n]/.test(value) ? 'it is more than one line' : null) },
    );
    if (said === null) return null;
    return said.end ? 'end' : { line: said.value, isSecret: isSecret || isSecretValue(name, said.value) };
  }

  /** What became of a change of which only the intent is known; null where nobody can say. */
  async unknown(intent: CommandIntent, evidence: string): Promise<Said | null> {
    const { stepId, lane, seq, digest, program, argv } = intent;
    const command = quoteCommand(program, argv);
    const text = `It is not known whether this was carried out: ${command}`;
    const choices = Object.values(UNKNOWN_CHOICES);
    const id = this.idOf('unknown', lane, seq, digest);
    return this.pose({ kind: 'unknown', id, stepId, text, choices, command, evidence }, { seq });
  }

  private async pose(question: Question, about: About = {}): Promise<Said | null> {
    const { inbox, shared, signal } = this.options;
    await this.keep(question);
    for (let attempts = 0; ; ) {
      signal.throwIfAborted();
      for (const message of (await inbox?.takeAnswers()) ?? []) {
        const said = await this.take(question, message, { ...about, messageId: message.id });
        if (said) return said;
      }
      const answer = await this.askHost(question);
      if (answer === 'by message') continue;
      if (answer === null || ++attempts > ATTEMPTS) break;
      if (answer.message && shared && !answerHoldsSecret(question, answer)) {
        this.ofHost.add(answer.message.id);
        // What is signed stays where whoever looks at the approval later can verify it.
        await shared.send(answer.message);
        continue;
      }
      const said = await this.take(question, this.asMessage(question, answer), about);
      if (said) return said;
    }
    if (shared === null || !this.options.parks) return null;
    throw new SteadyError(
      'RUN_PARKED',
      {
        id: this.options.runId,
        reason: question.kind === 'approval' ? `for an approval of ${question.command}` : question.text,
      },
      { state: 'What had run stands; nothing runs until there is an answer.' },
    );
  }

  private async askHost(question: Question): Promise<Answer | null | 'by message'> {
    const { host, inbox, runId, target, signal } = this.options;
    const { environment, account, region } = target;
    const settled = new AbortController();
    const until = AbortSignal.any([signal, settled.signal]);
    const asking = host.ask({ ...question, runId, environment, account, region }, until);
    if (!inbox) return asking;
    const first = await Promise.race([asking, inbox.answered(until).then(() => 'by message' as const)]);
    settled.abort();
    signal.throwIfAborted();
    if (first === 'by message') await asking.catch(() => null);
    return first;
  }

  /** Null where the answer does not count, or does not decide alone. */
  private async take(question: Question, message: Message, about: Source & About): Promise<Said | null> {
    const { problemOf, ...source } = about;
    const { order, by } = message;
    if (order.kind !== 'answer') return null;
    const earlier = question.kind === 'approval' ? await this.approvers(question) : [];
    const judged = judgeAnswer({
      runId: this.options.runId,
      question,
      message,
      people: this.options.system?.people ?? {},
      requester: this.options.requester,
      now: this.options.host.clock.now(),
      earlier,
    });
    const isSecret = isSecretAnswer(question, order);
    const shows = question.kind === 'approval' && order.value === SHOW;
    const isElsewhere = source.messageId !== undefined && !this.ofHost.has(source.messageId);
    const problem = isSecret && source.messageId ? NO_SECRETS : (problemOf?.(order.value) ?? null);
    if (!judged.ok || problem !== null || (shows && isElsewhere)) {
      const why = judged.ok ? (problem ?? 'it is shown at the terminal of the run alone') : judged.reason;
      const reason = shows ? `SECRET_NOT_SHOWN ${new SteadyError('SECRET_NOT_SHOWN', { reason: why }).message}` : why;
      await this.record({ type: 'message-rejected', messageId: message.id, by: by.name, reason });
      return null;
    }
    const said: Said = { value: order.value, by: by.name, reason: order.reason, argv: order.argv ?? [] };
    if (order.end && question.kind === 'input') said.end = true;
    if (question.kind === 'approval') {
      const yes = shows ? { ...said, value: 'approve', shows } : said;
      await this.keepApproval(question, yes, { role: judged.role, ...(by.arn && { arn: by.arn }), ...source });
      if (yes.value !== 'approve') return yes;
      return judged.complete ? { ...yes, by: namesOf([...earlier, by]) } : null;
    }
    const { stepId, text, id } = question;
    const { reason } = said;
    const value = said.end ? null : said.value;
    // A secret is asked for in every life.
    if (!isSecret)
      await this.answered({ stepId, question: text, value, by: said.by, questionId: id, reason, ...source });
    return said;
  }

  private keepApproval(
    { stepId, digest, command, id }: Approval,
    { value, by, reason }: Said,
    how: { role?: Role; arn?: string; messageId?: string },
  ): Promise<void> {
    const choice = APPROVAL_CHOICES.find((one) => one === value) ?? 'refuse';
    const granted = choice === 'approve';
    return this.record({
      type: 'approval',
      stepId,
      digest,
      command,
      granted,
      by,
      choice,
      questionId: id,
      reason,
      ...how,
    });
  }

  /** Who has approved exactly this. Of who has a key, the signature counts, not what an event says. */
  private async approvers(question: Approval): Promise<Pick<Identity, 'name' | 'arn'>[]> {
    const { journal, shared, system } = this.options;
    const granted = (await journal.events()).filter(
      (event) =>
        event.type === 'approval' &&
        event.granted &&
        event.questionId === question.id &&
        event.digest === question.digest,
    );
    const signers = granted.filter((event) => 'by' in event && system?.people[event.by]?.key !== undefined);
    const messages = signers.length === 0 ? [] : ((await shared?.messages()) ?? []);
    return granted.flatMap((event) => {
      if (event.type !== 'approval') return [];
      const message = messages.find(({ id }) => id === event.messageId);
      if (signers.includes(event) && !this.isSignedYes(question, event.by, message)) return [];
      return [{ name: event.by, ...(event.arn && { arn: event.arn }) }];
    });
  }

  private isSignedYes(question: Approval, name: string, message: Message | undefined): boolean {
    if (message?.order.kind !== 'answer' || message.by.name !== name) return false;
    if (message.order.value !== 'approve' && message.order.value !== SHOW) return false;
    const { runId, system, requester } = this.options;
    const people = system?.people ?? {};
    return judgeAnswer({ runId, question, message, people, requester, now: message.sentAt, earlier: [] }).ok;
  }

  /** The question as it stands; a new one when its time is over, or when it takes another yes than it said (Q5). */
  private async round(base: string, needs: Needs): Promise<Pick<Approval, 'id' | 'expiresAt'>> {
    const { system, target, host } = this.options;
    const now = host.clock.now();
    const rounds = (await this.options.journal.events()).filter(
      (event) => event.type === 'asked' && event.question.id.startsWith(base),
    );
    const last = rounds.at(-1);
    if (last?.type === 'asked' && last.question.kind === 'approval') {
      const { id, expiresAt, needs: said } = last.question;
      if (expiresAt > now && canonicalJson(said) === canonicalJson(needs)) return { id, expiresAt };
    }
    const minutes = system?.environments[target.environment]?.approvalMinutes ?? DEFAULT_APPROVAL_MINUTES;
    return { id: `${base}.${rounds.length}`, expiresAt: now + minutes * MINUTE_MS };
  }

  private async keep(question: Question): Promise<void> {
    if (openQuestion(await this.options.journal.events())?.id === question.id) return;
    await this.record({ type: 'asked', question });
  }

  private asMessage(question: Question, answer: Answer): Message {
    const { runId, host } = this.options;
    if (answer.message) return answer.message;
    const { value, by, reason = '', argv, typed, end } = answer;
    const digest = question.kind === 'approval' ? question.digest : null;
    const extra = { ...(argv && { argv: [...argv] }), ...(typed !== undefined && { typed }), ...(end && { end }) };
    const order = { kind: 'answer' as const, questionId: question.id, digest, value, reason, ...extra };
    return { id: host.newId(), runId, order, by, sentAt: host.clock.now(), signature: null };
  }

  private digestOf(request: GuardRequest): string {
    return sha256(`${request.digest}\0${this.options.source.revision}`);
  }

  private idOf(...parts: readonly (string | number)[]): string {
    return sha256([this.options.runId, ...parts].join('\0')).slice(0, 16);
  }

  private answered(event: Omit<Extract<RunEvent, { type: 'answered' }>, 'type' | 'runId' | 'at'>): Promise<void> {
    return this.record({ type: 'answered', ...event });
  }

  private record(event: DistributiveOmit<RunEvent, 'runId' | 'at'>): Promise<void> {
    const { journal, runId, clock } = this.options;
    return journal.append({ ...event, runId, at: clock.now() } as RunEvent);
  }
}

export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function namesOf(approvers: readonly { name: string }[]): string {
  return [...new Set(approvers.map(({ name }) => name))].join(', ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
