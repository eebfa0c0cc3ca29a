/** Who acts, and what they may do. */
import { z } from 'zod';

/** From the least to the most. What each may do: docs/reference/steadyhand-yaml.md. */
export const ROLES = ['viewer', 'responder', 'approver', 'admin'] as const;
export const RoleSchema = z.enum(ROLES);
export type Role = z.infer<typeof RoleSchema>;

/**
 * Who somebody is, and how that is known, from the strongest to the weakest: `key` (a signature made with the person's
 * own key), `aws` (what `sts get-caller-identity` says in the environment's account), `login` (the name of the operating
 * system's user: a claim).
 */
export const IdentitySchema = z.object({
  name: z.string(),
  source: z.enum(['key', 'aws', 'login']),
  /** Of `aws`. */
  arn: z.string().optional(),
});
export type Identity = z.infer<typeof IdentitySchema>;

/** A person of `steadyhand.yaml`. One with neither key nor ARN is known by the login name. */
export const PersonSchema = z.strictObject({
  /**
   * A viewer reads. A responder runs, answers, pauses and cancels, and approves what can be taken back. An approver also
   * approves `destroy`, `unknown` and what is unusual. An admin is for `approvals` that ask for one. Nobody listed: a viewer.
   */
  role: RoleSchema,
  /** Public key, as `steady identity` prints it: `ed25519:…`. The person counts only with a signature by it. */
  key: z
    .string()
    .regex(/^ed25519:[A-Za-z0-9+/]{43}=$/)
    .optional(),
  /** ARN of the caller, by glob: `arn:aws:sts::123456789012:assumed-role/on-call/*`. `*` ends at `:` and `/`. */
  arn: z.string().optional(),
});
export type Person = z.infer<typeof PersonSchema>;

export function atLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
