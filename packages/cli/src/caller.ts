/**
 * Who gives an answer or an order. The strongest of: the key of `steady identity create`; in an account, the ARN that
 * `sts get-caller-identity` says; the name of the operating system's user, which is a claim. The ARN goes with the key: the
 * role of a person may stand under either.
 */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Identity, Message, Order } from '@steadyhand/contracts';
import { checkIdentity, nameOfArn, orderWithoutSecrets, signMessage } from '@steadyhand/engine';
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

type Environment = () => Promise<ResolvedEnvironment | null>;

/** `environment` gives the account that the caller may be known in; with a key, it may be out of reach. */
export async function findCaller(environment: Environment): Promise<Caller> {
  const key = await readIdentityKey();
  const identity = key ? await withKey(key, environment) : await withoutKey(environment);
  return {
    identity,
    publicKey: key?.publicKey ?? null,
    message: (runId, order) => messageOf({ runId, order: orderWithoutSecrets(order), by: identity }, key),
  };
}

function messageOf(content: Pick<Message, 'runId' | 'order' | 'by'>, key: IdentityKey | null): Message {
  const message = { id: randomUUID(), ...content, sentAt: wallClock.now() };
  return key ? signMessage(message, key.privateKey) : { ...message, signature: null };
}

async function withKey({ name }: IdentityKey, environment: Environment): Promise<Identity> {
  const arn = await environment()
    .then(arnIn)
    .catch(() => null);
  return { name, source: 'key', ...(arn === null ? {} : { arn }) };
}

async function withoutKey(environment: Environment): Promise<Identity> {
  const arn = await arnIn(await environment());
  if (arn === null) return { name: userInfo().username, source: 'login' };
  return { name: nameOfArn(arn), source: 'aws', arn };
}

async function arnIn(environment: ResolvedEnvironment | null): Promise<string | null> {
  if (environment?.target.kind !== 'aws') return null;
  const { target, env, clock } = environment;
  const prober = { handlers: await loadHandlers(), target, env, clock, signal: new AbortController().signal };
  return checkIdentity(prober);
}
