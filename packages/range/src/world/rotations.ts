import { randomBytes } from 'node:crypto';
import type { Ref, Stack, Value } from '@steadyhand/contracts';
import { askRedis } from '../redis/client.ts';
import type { Rotation } from '../services/secretsmanager/rotation.ts';
import { type ValuesOptions, valuesOf } from './values.ts';
import type { World } from './world.ts';

type Secret = Stack['secrets'][number];

/** What a store of the stack asks for, and how that is changed. */
interface StorePassword {
  key: string;
  /** What a secret says when this is the password. */
  textWith(secret: Secret, password: string): string;
  change(password: string): Promise<void>;
}

/** How the secrets of a stack are rotated, by name; null for one that holds no password of a database or cache. */
export function rotationsOf(world: World, stack: Stack, options: ValuesOptions): (name: string) => Rotation | null {
  const underWay = new Set<string>();
  const storeOf = (secret: Secret) => passwordIn(world, stack, { secret, options });
  return (name) => {
    const secret = stack.secrets.find((spec) => spec.name === name);
    const store = secret && storeOf(secret);
    if (!store) return null;
    const holders = stack.secrets.filter((other) => storeOf(other)?.key === store.key);
    return {
      holders: holders.map((holder) => holder.name),
      newPassword: () => randomBytes(16).toString('hex'),
      textWith: (holder, password) =>
        store.textWith(holders.find((other) => other.name === holder) ?? secret, password),
      underWay: () => underWay.has(store.key),
      async run(password) {
        underWay.add(store.key);
        try {
          await store.change(password);
        } finally {
          underWay.delete(store.key);
        }
      },
    };
  };
}

function passwordIn(
  world: World,
  stack: Stack,
  { secret, options }: { secret: Secret; options: ValuesOptions },
): StorePassword | null {
  const cache = stack.caches.find(({ id, authSecret }) => authSecret === secret.id || mentions(secret, 'cache', id));
  if (cache?.authSecret !== undefined) return cacheToken(world, stack, { cache, options });
  const database = stack.databases.find(({ id }) => mentions(secret, 'database', id));
  return database ? databasePassword(world, { database, options }) : null;
}

const SECRET_ATTRIBUTES = ['password', 'url', 'proxyUrl'];

function mentions({ value }: Secret, kind: Ref['ref'], id: string): boolean {
  return refsOf(value).some((ref) => ref.ref === kind && ref.id === id && SECRET_ATTRIBUTES.includes(ref.attribute));
}

function refsOf(value: Value | undefined): Ref[] {
  if (value === undefined || typeof value === 'string') return [];
  return 'join' in value ? value.join.filter((part) => typeof part !== 'string') : [value];
}

/**
 * The new token is valid beside the one before, which the services still have; that one ends with the next rotation or
 * with a SET.
 */
function cacheToken(
  world: World,
  stack: Stack,
  { cache: spec, options }: { cache: Stack['caches'][number]; options: ValuesOptions },
): StorePassword {
  const holder = stack.secrets.find(({ id }) => id === spec.authSecret)?.name;
  return {
    key: `cache ${spec.id}`,
    textWith(secret, password) {
      if (secret.name === holder || secret.value === undefined) return password;
      const secretValue = (name: string) => (name === holder ? password : options.secretValue(name));
      return valuesOf({ ...options, secretValue }).resolve(secret.value);
    },
    async change(password) {
      const cache = world.caches.get(spec.replicationGroupId);
      await cache?.rotateToken(password);
      if (cache) await askRedis(cache.node.address, [['AUTH', password], ['PING']]);
    },
  };
}

/** As with a single-user rotation at AWS, the password before is void at once; sessions that are open go on. */
function databasePassword(
  world: World,
  { database: spec, options }: { database: Stack['databases'][number]; options: ValuesOptions },
): StorePassword {
  return {
    key: `database ${spec.id}`,
    textWith(secret, password) {
      const ofDatabase = (identifier: string) =>
        identifier === spec.identifier ? password : options.databasePassword(identifier);
      return valuesOf({ ...options, databasePassword: ofDatabase }).resolve(secret.value ?? password);
    },
    async change(password) {
      const { instances } = world.rds;
      await instances.setPassword(instances.get(spec.identifier), password);
    },
  };
}
