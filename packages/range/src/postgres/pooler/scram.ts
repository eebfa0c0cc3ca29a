/** Both ends of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677; PostgreSQL manual, 54.3.1). */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export const MECHANISM = 'SCRAM-SHA-256';
const ITERATIONS = 4096;
/** `n,,` in base 64: no channel binding, no other identity. */
const NO_BINDING = 'biws';

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const nonce = () => randomBytes(18).toString('base64');

async function saltedPassword(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
  return promisify(pbkdf2)(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, i) => byte ^ (right[i] ?? 0)));
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((part) => [part.charAt(0), part.slice(2)]));
}

export interface Challenge {
  /** What the server says first. */
  first: string;
  /** What it says at the end; null when the client does not know the password. */
  verify(clientFinal: string): Promise<string | null>;
}

/** The server's end, which knows the password itself. Null for a beginning that is none. */
export function challenge(clientFirst: string, password: string): Challenge | null {
  const bare = /^[ny],[^,]*,(.*)$/.exec(clientFirst)?.[1];
  const clientNonce = bare === undefined ? undefined : attributes(bare).r;
  if (bare === undefined || !clientNonce) return null;
  const salt = randomBytes(16);
  const both = clientNonce + nonce();
  const first = `r=${both},s=${salt.toString('base64')},i=${ITERATIONS}`;
  return {
    first,
    async verify(clientFinal) {
      const { r, p } = attributes(clientFinal);
      if (r !== both || p === undefined) return null;
      const salted = await saltedPassword(password, salt, ITERATIONS);
      const clientKey = hmac(salted, 'Client Key');
      const storedKey = createHash('sha256').update(clientKey).digest();
      const auth = `${bare},${first},${clientFinal.slice(0, clientFinal.lastIndexOf(',p='))}`;
      const proof = xor(clientKey, hmac(storedKey, auth));
      const given = Buffer.from(p, 'base64');
      if (given.length !== proof.length || !timingSafeEqual(given, proof)) return null;
      return `v=${hmac(hmac(salted, 'Server Key'), auth).toString('base64')}`;
    },
  };
}

export interface Response {
  first: string;
  answer(serverFirst: string): Promise<string>;
}

/** The client's end. The server is this range's own, so its proof is not looked at. */
export function response(password: string): Response {
  const bare = `n=,r=${nonce()}`;
  return {
    first: `n,,${bare}`,
    async answer(serverFirst) {
      const { r, s = '', i } = attributes(serverFirst);
      const salted = await saltedPassword(password, Buffer.from(s, 'base64'), Number(i));
      const clientKey = hmac(salted, 'Client Key');
      const storedKey = createHash('sha256').update(clientKey).digest();
      const withoutProof = `c=${NO_BINDING},r=${r}`;
      const proof = xor(clientKey, hmac(storedKey, `${bare},${serverFirst},${withoutProof}`));
      return `${withoutProof},p=${proof.toString('base64')}`;
    },
  };
}
