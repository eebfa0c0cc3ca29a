/**
 * Whether an answer counts.
 *
 * J1 It is for this question of this run; an approval also for the command that the question shows.
 * J2 It comes before the question expires, and not from the future.
 * J3 Whoever has a key has signed it.
 * J4 The role suffices: a yes to an approval takes what the question says, the fate of an unknown change an approver, and
 *    everything else a responder.
 * J5 A yes comes from another than the requester where the question says so, once from each, with the text typed. Who
 *    may be the same person (same-person.ts) counts as one.
 */
import {
  atLeast,
  type Identity,
  type Message,
  type Needs,
  type Order,
  type Question,
  type Role,
  type System,
} from '@steadyhand/contracts';
import { roleOf } from './role.ts';
import { type Approver, mayBeSame } from './same-person.ts';
import { signatureProblem, verifiedKeyOf } from './signature.ts';

export interface AnswerInput {
  runId: string;
  question: Question;
  message: Message;
  people: System['people'];
  requester: Identity;
  /** Milliseconds since the epoch, on the wall. */
  now: number;
  /** Who has approved this question already. */
  earlier: readonly Pick<Identity, 'name' | 'arn'>[];
}

export type Judgement =
  /** `complete`: no further answer is needed. */
  { ok: true; role: Role; complete: boolean } | { ok: false; reason: string };

type Answer = Extract<Order, { kind: 'answer' }>;

/** Clocks of two machines may differ by so much. */
const CLOCK_SKEW_MS = 5 * 60_000;

export function judgeAnswer(input: AnswerInput): Judgement {
  const { question, message, people, earlier } = input;
  const { order, by } = message;
  if (order.kind !== 'answer') return { ok: false, reason: `a ${order.kind} is no answer` };
  const role = roleOf(by, verifiedKeyOf(message, people), people);
  const yes = question.kind === 'approval' ? yesOf(question.needs, order.value) : null;
  const reason =
    misdirected(input, order) ??
    untimely(input) ??
    signatureProblem(message, people) ??
    below(role, yes?.role ?? (question.kind === 'unknown' ? 'approver' : 'responder'), by) ??
    (yes && notEnough(input, order, yes));
  if (reason !== null) return { ok: false, reason };
  return { ok: true, role, complete: yes === null || different(earlier, people) + 1 >= yes.approvers };
}

/** What a yes takes; null for what is none. To see a secret takes an approver. */
function yesOf(needs: Needs, value: string): Needs | null {
  if (value === 'approve') return needs;
  return value === 'show' ? { ...needs, role: atLeast(needs.role, 'approver') ? needs.role : 'approver' } : null;
}

function misdirected({ runId, question, message }: AnswerInput, order: Answer): string | null {
  if (message.runId !== runId) return 'it is an answer to another run';
  if (order.questionId !== question.id) return 'it is an answer to another question';
  if (question.kind === 'approval' && order.digest !== question.digest) return 'it is an answer for another command';
  if (question.choices.length > 0 && !question.choices.includes(order.value))
    return `"${order.value}" is none of: ${question.choices.join(', ')}`;
  return null;
}

function untimely({ question, message, now }: AnswerInput): string | null {
  if (message.sentAt > now + CLOCK_SKEW_MS) return 'its time lies in the future';
  if (question.kind !== 'approval' || Math.max(message.sentAt, now) <= question.expiresAt) return null;
  return `the question expired at ${new Date(question.expiresAt).toISOString()}`;
}

function below(role: Role, needed: Role, by: Identity): string | null {
  return atLeast(role, needed) ? null : `${by.name} is ${role}, and it takes at least ${needed}`;
}

function notEnough(input: AnswerInput, { typed }: Answer, needs: Needs): string | null {
  const { message, requester, earlier, people } = input;
  const { by } = message;
  const isBy = (other: Pick<Identity, 'name' | 'arn'>): boolean =>
    mayBeSame(approver(by, people), approver(other, people));
  if (needs.otherThanRequester && isBy(requester)) return `${by.name} asked for the run; another must approve`;
  const before = earlier.find(isBy);
  if (before?.name === by.name) return `${by.name} has approved it already`;
  if (before) return `${by.name} may be ${before.name}, who has approved it already: to AWS they are the same`;
  if (needs.typed !== null && typed !== needs.typed) return `"${needs.typed}" must be typed with the answer`;
  return null;
}

/** The name of a person with a key counts only with a signature: that was judged before. */
function approver({ name, arn }: Pick<Identity, 'name' | 'arn'>, people: System['people']): Approver {
  return { name, arn, hasKey: Object.hasOwn(people, name) && people[name]?.key !== undefined };
}

/** How many different people there are among them. */
export function different(all: readonly Pick<Identity, 'name' | 'arn'>[], people: System['people']): number {
  const found: Approver[] = [];
  for (const one of all.map((identity) => approver(identity, people))) {
    if (!found.some((other) => mayBeSame(one, other))) found.push(one);
  }
  return found.length;
}
