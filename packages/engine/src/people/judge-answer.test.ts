import type { Identity, Message, Needs, Question } from '@steadyhand/contracts';
import { describe, expect, it } from 'vitest';
import { type AnswerInput, type Judgement, judgeAnswer } from './judge-answer.ts';
import { createKeyPair, signMessage } from './signature.ts';

const NOW = 1_795_000_000_000;
const MINUTE = 60_000;
const alice = createKeyPair();
const bob = createKeyPair();
const people = {
  alice: { role: 'approver', key: alice.publicKey },
  bob: { role: 'responder', key: bob.publicKey },
  carol: { role: 'approver' },
  dave: { role: 'viewer' },
} as const;

const needs: Needs = { approvers: 1, role: 'approver', otherThanRequester: false, typed: null };
const question: Extract<Question, { kind: 'approval' }> = {
  kind: 'approval',
  id: 'q1',
  stepId: 's1',
  text: 'Run this in prod?',
  choices: ['approve', 'refuse', 'skip', 'edit'],
  command: 'aws ecs delete-service --service api',
  effect: 'destroy',
  blastRadius: 'api is deleted',
  digest: 'd1',
  warnings: [],
  needs,
  expiresAt: NOW + 60 * MINUTE,
};
const asking = (changed: Partial<Needs>): Question => ({ ...question, needs: { ...needs, ...changed } });

type Answer = Extract<Message['order'], { kind: 'answer' }>;
function draft(
  order: Partial<Answer> = {},
  by: Identity = { name: 'alice', source: 'key' },
): Omit<Message, 'signature'> {
  const answer: Answer = { kind: 'answer', questionId: 'q1', digest: 'd1', value: 'approve', reason: '', ...order };
  return { id: 'm1', runId: 'r1', order: answer, by, sentAt: NOW };
}
const signed = (order: Partial<Answer> = {}): Message => signMessage(draft(order), alice.privateKey);
const said = (name: string, order: Partial<Answer> = {}): Message => ({
  ...draft(order, { name, source: 'login' }),
  signature: null,
});

function judge(changed: Partial<AnswerInput> = {}): Judgement {
  const requester: Identity = { name: 'bob', source: 'key' };
  return judgeAnswer({
    runId: 'r1',
    question,
    message: signed(),
    people,
    requester,
    now: NOW,
    earlier: [],
    ...changed,
  });
}
const refused = (reason: string): Judgement => ({ ok: false, reason });

describe('an approval', () => {
  it('counts when it is signed by who may give it', () => {
    expect(judge()).toEqual({ ok: true, role: 'approver', complete: true });
  });

  it('counts by name for a person without a key', () => {
    expect(judge({ message: said('carol') })).toEqual({ ok: true, role: 'approver', complete: true });
  });

  it('counts from everybody where there are no people', () => {
    expect(judge({ message: said('anybody'), people: {} })).toEqual({ ok: true, role: 'admin', complete: true });
  });

  it('is complete when as many different people have given it as it takes', () => {
    const both = asking({ approvers: 2 });
    expect(judge({ question: both })).toMatchObject({ ok: true, complete: false });
    expect(judge({ question: both, earlier: [{ name: 'carol' }] })).toMatchObject({ ok: true, complete: true });
    const three = asking({ approvers: 3 });
    const twice = [{ name: 'carol' }, { name: 'carol' }];
    expect(judge({ question: three, earlier: twice })).toMatchObject({ ok: true, complete: false });
  });

  it('may be given a moment after the question, by a clock that is ahead', () => {
    const message = signMessage({ ...draft(), sentAt: NOW + 5 * MINUTE }, alice.privateKey);
    expect(judge({ message })).toMatchObject({ ok: true });
  });
});

describe('an approval is refused when it is', () => {
  it('unsigned, in the name of somebody with a key', () => {
    expect(judge({ message: said('alice') })).toEqual(refused('alice has a key, and it is not signed'));
  });

  it('forged: signed by nobody', () => {
    const message = { ...signed(), signature: Buffer.alloc(64, 7).toString('base64') };
    expect(judge({ message })).toEqual(refused("the signature is not alice's"));
  });

  it("signed with another's key", () => {
    expect(judge({ message: signMessage(draft(), bob.privateKey) })).toEqual(refused("the signature is not alice's"));
  });

  it('in the name of AWS, by somebody with a key', () => {
    const by: Identity = { name: 'alice', source: 'aws', arn: 'arn:aws:iam::123456789012:user/alice' };
    expect(judge({ message: { ...draft({}, by), signature: null } })).toMatchObject({ ok: false });
  });

  it('altered after it was signed', () => {
    const message = signed({ value: 'refuse' });
    const order = { ...message.order, value: 'approve' } as Answer;
    expect(judge({ message: { ...message, order } })).toEqual(refused("the signature is not alice's"));
  });

  it('replayed for another question', () => {
    expect(judge({ question: { ...question, id: 'q2' } })).toEqual(refused('it is an answer to another question'));
  });

  it('replayed in another run', () => {
    expect(judge({ runId: 'r2' })).toEqual(refused('it is an answer to another run'));
    expect(judge({ runId: 'r2', message: { ...signed(), runId: 'r2' } })).toEqual(
      refused("the signature is not alice's"),
    );
  });

  it('substituted: given for another command', () => {
    expect(judge({ question: { ...question, digest: 'd2' } })).toEqual(refused('it is an answer for another command'));
    expect(judge({ message: signed({ digest: null }) })).toEqual(refused('it is an answer for another command'));
  });

  it('stale: sent, or taken, after the question expired', () => {
    const expired = refused('the question expired at 2026-11-18T11:06:40.000Z');
    expect(judge({ question: { ...question, expiresAt: NOW } })).toMatchObject({ ok: true });
    expect(judge({ question: { ...question, expiresAt: NOW }, now: NOW + 1 })).toEqual(expired);
    const late = signMessage({ ...draft(), sentAt: NOW + 1 }, alice.privateKey);
    expect(judge({ question: { ...question, expiresAt: NOW }, message: late })).toEqual(expired);
  });

  it('dated ahead, to outlast its time', () => {
    const message = signMessage({ ...draft(), sentAt: NOW + 5 * MINUTE + 1 }, alice.privateKey);
    expect(judge({ message })).toEqual(refused('its time lies in the future'));
  });

  it('given without typing what must be typed', () => {
    const typed = asking({ typed: 'prod' });
    const reason = refused('"prod" must be typed with the answer');
    expect(judge({ question: typed })).toEqual(reason);
    expect(judge({ question: typed, message: signed({ typed: 'Prod' }) })).toEqual(reason);
    expect(judge({ question: typed, message: signed({ typed: 'prod' }) })).toMatchObject({ ok: true });
  });

  it('given by a role that is too low', () => {
    const message = signMessage(draft({}, { name: 'bob', source: 'key' }), bob.privateKey);
    expect(judge({ message })).toEqual(refused('bob is responder, and it takes at least approver'));
    expect(judge({ message: said('mallory') })).toEqual(refused('mallory is viewer, and it takes at least approver'));
  });

  it('given by the requester, where another is needed', () => {
    const question = asking({ otherThanRequester: true });
    const requester: Identity = { name: 'alice', source: 'key' };
    expect(judge({ question, requester })).toEqual(refused('alice asked for the run; another must approve'));
    expect(judge({ question })).toMatchObject({ ok: true });
    expect(judge({ requester })).toMatchObject({ ok: true });
  });

  it('given by the requester under another name, with the same ARN', () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/lead/erin';
    const leads = { leads: { role: 'approver', arn: 'arn:aws:sts::123456789012:assumed-role/lead/*' } } as const;
    const message: Message = { ...draft({}, { name: 'erin', source: 'aws', arn }), signature: null };
    const requester: Identity = { name: 'erin@laptop', source: 'aws', arn };
    const question = asking({ otherThanRequester: true });
    expect(judge({ question, message, requester, people: leads })).toMatchObject({ ok: false });
    expect(judge({ question, message, people: leads })).toMatchObject({ ok: true });
  });

  it('given by the same person twice', () => {
    const question = asking({ approvers: 2 });
    expect(judge({ question, earlier: [{ name: 'alice' }] })).toEqual(refused('alice has approved it already'));
  });

  it('none of the choices, or no answer', () => {
    expect(judge({ message: signed({ value: 'yes' }) })).toEqual(
      refused('"yes" is none of: approve, refuse, skip, edit'),
    );
    const message = signMessage({ ...draft(), order: { kind: 'cancel', reason: '' } }, alice.privateKey);
    expect(judge({ message })).toEqual(refused('a cancel is no answer'));
  });
});

describe('every other answer', () => {
  const common = { id: 'q1', stepId: 's1', text: 'Is it well?', choices: ['yes', 'no'] };
  const by = (name: 'bob' | 'carol', value: string): Message =>
    name === 'bob'
      ? signMessage(draft({ value, digest: null }, { name, source: 'key' }), bob.privateKey)
      : said(name, { value, digest: null });

  it('takes a responder, who answers for a person or a blank', () => {
    const person: Question = { kind: 'person', ...common };
    const parameter: Question = { kind: 'parameter', ...common, choices: [], name: 'TASK_ID', isSecret: false };
    expect(judge({ question: person, message: by('bob', 'yes') })).toEqual({
      ok: true,
      role: 'responder',
      complete: true,
    });
    expect(judge({ question: person, message: by('bob', 'maybe') })).toMatchObject({ ok: false });
    expect(judge({ question: parameter, message: by('bob', '4f1c') })).toMatchObject({ ok: true });
    expect(judge({ question: person, message: said('dave', { value: 'yes', digest: null }) })).toEqual(
      refused('dave is viewer, and it takes at least responder'),
    );
  });

  it('takes an approver, where nobody knows whether a change was carried out', () => {
    const unknown: Question = { kind: 'unknown', ...common, command: 'aws ecs update-service', evidence: '' };
    expect(judge({ question: unknown, message: by('bob', 'yes') })).toMatchObject({ ok: false });
    expect(judge({ question: unknown, message: by('carol', 'yes') })).toMatchObject({ ok: true });
  });

  it('to an approval than a yes takes a responder, be it the requester, without typing', () => {
    const strict = asking({ approvers: 2, otherThanRequester: true, typed: 'prod' });
    for (const value of ['refuse', 'skip', 'edit']) {
      const message = signMessage(draft({ value }, { name: 'bob', source: 'key' }), bob.privateKey);
      expect(judge({ question: strict, message })).toEqual({ ok: true, role: 'responder', complete: true });
      expect(judge({ question: strict, message: said('dave', { value }) })).toMatchObject({ ok: false });
    }
  });
});

describe('two that AWS cannot tell apart', () => {
  const role = (session: string): Identity => ({
    name: `on-call/${session}`,
    source: 'aws',
    arn: `arn:aws:sts::123456789012:assumed-role/on-call/${session}`,
  });
  const user = (name: string): Identity => ({ name, source: 'aws', arn: `arn:aws:iam::123456789012:user/${name}` });
  const sso = (name: string, set: string): Identity => ({
    name: `AWSReservedSSO_${set}/${name}`,
    source: 'aws',
    arn: `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_${set}/${name}`,
  });
  const by = (identity: Identity): Message => ({ ...draft({}, identity), signature: null });
  const two = (first: Identity, second: Identity): Judgement =>
    judge({ message: by(second), question: asking({ approvers: 2, role: 'responder' }), earlier: [first], people: {} });

  it.each<[string, Identity, Identity]>([
    ['two sessions of one role', role('ada'), role('grace')],
    ['one user of Identity Center with two permission sets', sso('ada', 'Admin_1'), sso('ada', 'Read_2')],
    [
      'two federated users, who are named by whoever asks for them',
      { name: 'ada', source: 'aws', arn: 'arn:aws:sts::123456789012:federated-user/ada' },
      { name: 'grace', source: 'aws', arn: 'arn:aws:sts::123456789012:federated-user/grace' },
    ],
  ])('are one: %s', (_what, first, second) => {
    expect(two(first, second)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('to AWS they are the same'),
    });
  });

  it.each<[string, Identity, Identity]>([
    ['two users', user('ada'), user('grace')],
    ['a user and a role', user('ada'), role('grace')],
    ['two users of Identity Center', sso('ada', 'Admin_1'), sso('grace', 'Admin_1')],
  ])('are two: %s', (_what, first, second) => {
    expect(two(first, second)).toMatchObject({ ok: true, complete: true });
  });

  it('do not approve what the other asked for', () => {
    const own = asking({ otherThanRequester: true, role: 'responder' });
    const judged = judge({ message: by(role('grace')), question: own, requester: role('ada'), people: {} });
    expect(judged).toMatchObject({ ok: false, reason: expect.stringContaining('another must approve') });
  });

  it('are told apart by their keys', () => {
    const { arn } = role('shared');
    const alices = { name: 'alice', source: 'key', arn } as const;
    const message = signMessage(draft({}, alices), alice.privateKey);
    const question = asking({ approvers: 2 });
    const listed = { ...people, bob: { ...people.bob, role: 'approver' } } as const;
    const input = { message, question, people: listed, requester: { name: 'carol', source: 'login' } as const };
    expect(judge({ ...input, earlier: [{ name: 'bob', arn }] })).toMatchObject({ ok: true, complete: true });
    expect(judge({ ...input, earlier: [{ name: 'carol', arn }] })).toMatchObject({ ok: false });
  });
});

describe('to be shown a secret', () => {
  const shows = { ...question, effect: 'reveal', choices: [...question.choices, 'show'] } as Question;
  const easy = { ...shows, needs: { ...needs, role: 'responder' } } as Question;

  it('takes an approver, where a responder may approve', () => {
    const bobs = signMessage(draft({ value: 'show' }, { name: 'bob', source: 'key' }), bob.privateKey);
    expect(judge({ question: easy, message: bobs })).toEqual(
      refused('bob is responder, and it takes at least approver'),
    );
    expect(judge({ question: easy, message: signed({ value: 'show' }) })).toMatchObject({ ok: true, complete: true });
  });

  it('is a yes: it takes what a yes takes', () => {
    const typed = { ...shows, needs: { ...needs, typed: 'prod' } } as Question;
    expect(judge({ question: typed, message: signed({ value: 'show' }) })).toMatchObject({ ok: false });
  });
});
