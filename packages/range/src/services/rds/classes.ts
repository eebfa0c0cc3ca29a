/**
 * Instance classes and what they give a server.
 *
 * Memory: "Hardware specifications for DB instance classes" in the RDS user guide. Connections: the default of
 * `max_connections` for PostgreSQL, LEAST({DBInstanceClassMemory/9531392},5000), where what the host itself takes is not
 * subtracted. A laptop cannot give a server the memory of its class, so buffers are scaled and connections are capped.
 */
import type { Tuning } from '../../postgres/settings.ts';
import { AwsError } from '../../wire/service.ts';

export interface InstanceClass {
  memoryGib: number;
  vcpus: number;
}

const BURSTABLE: Readonly<Record<string, InstanceClass>> = {
  micro: { memoryGib: 1, vcpus: 2 },
  small: { memoryGib: 2, vcpus: 2 },
  medium: { memoryGib: 4, vcpus: 2 },
  large: { memoryGib: 8, vcpus: 2 },
  xlarge: { memoryGib: 16, vcpus: 4 },
  '2xlarge': { memoryGib: 32, vcpus: 8 },
};

/** GiB of memory for each virtual processor, by the first letter of a family. */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { m: 4, r: 8 };
const VCPUS: Readonly<Record<string, number>> = {
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
  '8xlarge': 32,
  '12xlarge': 48,
  '16xlarge': 64,
  '24xlarge': 96,
};
const FAMILIES = new Set(['t3', 't4g', 'm5', 'm6g', 'm6i', 'm7g', 'm7i', 'r5', 'r6g', 'r6i', 'r7g', 'r7i', 'r8g']);
/** Families that RDS has and that this engine's version is not offered with. */
const FORMER_FAMILIES = /^db\.(t1|t2|m1|m2|m3|m4|r3|r4|x1|x1e)\.\w+$/;

const BYTES_PER_CONNECTION = 9_531_392;
const GIB = 1024 ** 3;
const CONNECTIONS_MAX = 1000;

/** @throws {AwsError} InvalidParameterValue or InvalidParameterCombination for a class that PostgreSQL is not offered with */
export function instanceClass(name: string, engineVersion: string): InstanceClass {
  const [prefix, family = '', size = '', ...rest] = name.split('.');
  if (prefix === 'db' && FAMILIES.has(family) && rest.length === 0) {
    const found = family.startsWith('t') ? BURSTABLE[size] : ofFamily(family, size);
    if (found) return found;
  }
  if (!FORMER_FAMILIES.test(name)) throw new AwsError('InvalidParameterValue', `Invalid DB Instance class: ${name}`);
  throw new AwsError(
    'InvalidParameterCombination',
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${name}, ` +
      `Engine=postgres, EngineVersion=${engineVersion}, LicenseModel=postgresql-license. For supported combinations ` +
      'of instance class and database engine version, see the documentation.',
  );
}

function ofFamily(family: string, size: string): InstanceClass | undefined {
  const vcpus = VCPUS[size];
  const gib = GIB_PER_VCPU[family.charAt(0)];
  return vcpus === undefined || gib === undefined ? undefined : { vcpus, memoryGib: vcpus * gib };
}

/** What a stack says of the class that it declares. */
export interface DeclaredClass {
  instanceClass: string;
  maxConnections: number;
}

export function tuningOf(name: string, engineVersion: string, declared: DeclaredClass): Tuning {
  const { memoryGib } = instanceClass(name, engineVersion);
  const byMemory = Math.min(Math.floor((memoryGib * GIB) / BYTES_PER_CONNECTION), CONNECTIONS_MAX);
  return {
    maxConnections: name === declared.instanceClass ? declared.maxConnections : byMemory,
    // A quarter of the memory on RDS, a thirty-second here.
    sharedBuffersMb: Math.min(Math.max(memoryGib * 32, 32), 128),
    effectiveCacheMb: memoryGib * 512,
  };
}
