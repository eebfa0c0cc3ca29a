import { generateKeyPairSync } from 'node:crypto';
import { type Message, PersonSchema } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { createKeyPair, publicKeyOf, signMessage, verifiedKeyOf } from './signature.ts';

const alice = createKeyPair();
const bob = createKeyPair();
const people = {
  alice: { role: 'approver', key: alice.publicKey },
  bob: { role: 'responder', key: bob.publicKey },
  carol: { role: 'admin' },
} as const;
const message: Omit<Message, 'signature'> = {
  id: 'm1',
  runId: 'r1',
  order: { kind: 'answer', questionId: 'q1', digest: 'd1', value: 'approve', reason: 'seen: the queue is empty ✓' },
  by: { name: 'alice', source: 'key' },
  sentAt: 1_795_000_000_000,
};

test('a key is written as people write it into steadyhand.yaml, and can be read off the private key', () => {
  expect(PersonSchema.safeParse(people.alice).success).toBe(true);
  expect(alice.publicKey).toMatch(/^ed25519:[A-Za-z0-9+/]{43}=$/);
  expect(publicKeyOf(alice.privateKey)).toBe(alice.publicKey);
  expect(bob.publicKey).not.toBe(alice.publicKey);
});

test('a signature holds, whatever the order of members, and after a database kept the message', () => {
  const signed = signMessage(message, alice.privateKey);
  expect(verifiedKeyOf(signed, people)).toBe(alice.publicKey);
  const { order, ...rest } = signed;
  const { kind, ...others } = order;
  expect(verifiedKeyOf({ order: { ...others, kind } as Message['order'], ...rest }, people)).toBe(alice.publicKey);
  const loose = signMessage({ ...message, by: { ...message.by, arn: undefined } as Message['by'] }, alice.privateKey);
  expect(verifiedKeyOf(JSON.parse(JSON.stringify(loose)) as Message, people)).toBe(alice.publicKey);
});

test.each<[string, Partial<Message>]>([
  ['id', { id: 'm2' }],
  ['run', { runId: 'r2' }],
  ['time', { sentAt: message.sentAt + 1 }],
  ['order', { order: { kind: 'cancel', reason: '' } }],
  ['value', { order: { ...message.order, value: 'refuse' } as Message['order'] }],
  ['question', { order: { ...message.order, questionId: 'q2' } as Message['order'] }],
  ['arguments', { order: { ...message.order, argv: ['ecs', 'delete-service'] } as Message['order'] }],
  ['source', { by: { name: 'alice', source: 'aws', arn: 'arn:aws:iam::1:user/alice' } }],
  ['signature', { signature: Buffer.alloc(64).toString('base64') }],
  ['signature, cut short', { signature: 'AAAA' }],
  ['signature, left out', { signature: null }],
])('no signature holds over another %s', (_what, change) => {
  expect(verifiedKeyOf({ ...signMessage(message, alice.privateKey), ...change }, people)).toBeNull();
});

test("a signature is the named person's own, or none", () => {
  expect(verifiedKeyOf(signMessage(message, bob.privateKey), people)).toBeNull();
  for (const name of ['carol', 'nobody', '__proto__', 'constructor']) {
    const claim = { ...message, by: { ...message.by, name } };
    expect(verifiedKeyOf(signMessage(claim, alice.privateKey), people)).toBeNull();
  }
});

test('a public key that is none verifies nothing', () => {
  const broken = { alice: { role: 'admin', key: 'ed25519:AAAA' } } as const;
  expect(verifiedKeyOf(signMessage(message, alice.privateKey), broken)).toBeNull();
});

test('another kind of key, or none, does not sign', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  for (const key of [rsa.toString(), 'no key', alice.publicKey]) {
    expect(() => signMessage(message, key)).toThrow('no Ed25519 key');
    expect(() => publicKeyOf(key)).toThrow('no Ed25519 key');
  }
});
