import { createHash } from 'node:crypto';
import type { Target } from '@steadyhand/contracts';

export interface DigestInput {
  program: string;
  argv: readonly string[];
  cwd: string;
  target: Pick<Target, 'account' | 'region' | 'endpoint'>;
  /** Null where the handler does not read it. */
  stdin: string | null;
}

/** sha256, in hex, of the exact command and where it goes; equal for equal commands in every run. */
export function commandDigest({ program, argv, cwd, target, stdin }: DigestInput): string {
  const fields = [program, argv, cwd, target.account, target.region, target.endpoint ?? null, stdin];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
