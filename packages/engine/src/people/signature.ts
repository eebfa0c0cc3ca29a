/**
 * Signatures of messages: Ed25519 (RFC 8032) over the canonical JSON of everything in a message but the signature. A
 * public key is written as `ed25519:` and the 32 bytes in base64.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { type Message, SteadyError, type System } from '@steadyhand/contracts';
import { canonicalJson } from '../store/canonical-json.ts';

const PREFIX = 'ed25519:';

/** The private key is PKCS #8 in PEM. */
export function createKeyPair(): { publicKey: string; privateKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: written(createPublicKey(privateKey)),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Throws `IDENTITY_INVALID` for what is not an Ed25519 key in PEM. */
export function publicKeyOf(privateKey: string): string {
  return written(createPublicKey(readPrivateKey(privateKey)));
}

/** Throws `IDENTITY_INVALID` for what is not an Ed25519 key in PEM. */
export function signMessage(message: Omit<Message, 'signature'>, privateKey: string): Message {
  const signature = sign(null, signedBytes(message), readPrivateKey(privateKey)).toString('base64');
  return { ...message, signature };
}

/** The key of the person whom the message names, where the signature was made with it; null otherwise. */
export function verifiedKeyOf(message: Message, people: System['people']): string | null {
  const { signature, ...rest } = message;
  const key = keyOf(message, people);
  if (signature === null || key === null) return null;
  const publicKey = readPublicKey(key);
  return publicKey && verify(null, signedBytes(rest), publicKey, Buffer.from(signature, 'base64')) ? key : null;
}

/** Why a message in the name of a person with a key is not theirs; null where it is, and for everybody without one. */
export function signatureProblem(message: Message, people: System['people']): string | null {
  const { name } = message.by;
  if (keyOf(message, people) === null || verifiedKeyOf(message, people) !== null) return null;
  return message.signature === null ? `${name} has a key, and it is not signed` : `the signature is not ${name}'s`;
}

function keyOf({ by }: Message, people: System['people']): string | null {
  return Object.hasOwn(people, by.name) ? (people[by.name]?.key ?? null) : null;
}

/** What a message says, without members that are undefined: a database does not keep those. */
function signedBytes(message: Omit<Message, 'signature'>): Buffer {
  return Buffer.from(canonicalJson(JSON.parse(JSON.stringify(message))));
}

function readPrivateKey(pem: string): KeyObject {
  const invalid = (cause?: unknown): SteadyError =>
    new SteadyError('IDENTITY_INVALID', { file: 'The private key', reason: 'it is no Ed25519 key in PEM' }, { cause });
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw invalid(error);
  }
  throw invalid();
}

/** JSON Web Key (RFC 8037) is the form in which Node takes the bare 32 bytes. */
function readPublicKey(key: string): KeyObject | null {
  const bytes = Buffer.from(key.slice(PREFIX.length), 'base64');
  if (!key.startsWith(PREFIX) || bytes.length !== 32) return null;
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });
}

function written(publicKey: KeyObject): string {
  return PREFIX + Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
}
