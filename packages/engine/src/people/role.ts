import { atLeast, type Identity, type Person, type Role, type System } from '@steadyhand/contracts';
import { matchesGlob } from '@steadyhand/runbook';

/**
 * What somebody may do. With nobody under `people`, everybody is `admin`. Else a person with a key is who signed with that
 * key; one with an ARN is whom AWS knows by it, with a key or without; one with neither is who has that login name. Where
 * more than one fits, the highest role counts; who is nobody of them is a `viewer`.
 *
 * @param verifiedKey The key that the identity's signature was verified with; null for one that signed nothing.
 */
export function roleOf(identity: Identity, verifiedKey: string | null, people: System['people']): Role {
  const all = Object.entries(people);
  if (all.length === 0) return 'admin';
  const roles = all
    .filter(([name, person]) => isPerson(identity, verifiedKey, { name, ...person }))
    .map(([, p]) => p.role);
  return roles.reduce<Role>((most, role) => (atLeast(role, most) ? role : most), 'viewer');
}

function isPerson(identity: Identity, verifiedKey: string | null, person: Person & { name: string }): boolean {
  if (person.key !== undefined) return person.key === verifiedKey && person.name === identity.name;
  if (person.arn === undefined) return person.name === identity.name;
  return identity.source !== 'login' && identity.arn !== undefined && matchesArn(person.arn, identity.arn);
}

/**
 * `*` stands for any characters within one part of the ARN. It ends at `/`, as who assumes a role names the session
 * himself: `assumed-role/*-admin` must not be `assumed-role/developer/x-admin`.
 */
function matchesArn(glob: string, arn: string): boolean {
  const globParts = glob.split(/([:/])/);
  const parts = arn.split(/([:/])/);
  return globParts.length === parts.length && globParts.every((part, i) => matchesGlob(part, parts[i] ?? ''));
}
