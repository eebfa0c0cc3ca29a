/**
 * Who gives an answer or an order. The strongest of: the key of `steady identity create`; in an account, the ARN that
 * `sts get-caller-identity` says; the name of the operating system's user, which is a claim.
 */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Identity, Message, Order } from '@steadyhand/contracts';
import { checkIdentity, signMessage } from '@steadyhand/engine';
import { loadHandlers } from './compose.ts';
import { type IdentityKey, readIdentityKey } from './identity-key.ts';
import type { ResolvedEnvironment } from './target.ts';
import { wallClock } from './wall-clock.ts';

export interface Caller {
  identity: Identity;
  /** Null without a key. */
  publicKey: string | null;
  /** A message to a run, signed where there is a key. */
  message(runId: string, order: Order): Message;
}

/** `environment` gives the account that the caller may be known in; it is asked only where there is no key. */
export async function findCaller(environment: () => Promise<ResolvedEnvironment | null>): Promise<Caller> {
  const key = await readIdentityKey();
  const identity: Identity = key
    ? { name: key.name, source: 'key' }
    : ((await inAccount(await environment())) ?? { name: userInfo().username, source: 'login' });
  return {
    identity,
    publicKey: key?.publicKey ?? null,
    message: (runId, order) => messageOf({ runId, order, by: identity }, key),
  };
}

function messageOf(content: Pick<Message, 'runId' | 'order' | 'by'>, key: IdentityKey | null): Message {
  const message = { id: randomUUID(), ...content, sentAt: wallClock.now() };
  return key ? signMessage(message, key.privateKey) : { ...message, signature: null };
}

async function inAccount(environment: ResolvedEnvironment | null): Promise<Identity | null> {
  if (environment?.target.kind !== 'aws') return null;
  const { target, env, clock } = environment;
  const prober = { handlers: await loadHandlers(), target, env, clock, signal: new AbortController().signal };
  const arn = await checkIdentity(prober);
  // `arn:aws:sts::123456789012:assumed-role/on-call/ada` is ada.
  return { name: arn.slice(arn.lastIndexOf('/') + 1), source: 'aws', arn };
}
