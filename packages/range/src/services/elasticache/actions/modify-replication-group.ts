import type { ModifyReplicationGroupMessage, ModifyReplicationGroupResult } from '@aws-sdk/client-elasticache';
import type { Cache } from '../../../redis/cache.ts';
import { allowedChanges, NODE_MEMORY_GIB } from '../../../redis/node-types.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { cacheOf, type ElastiCacheWorld, invalidCombination, invalidValue, refuseOthers, statusOf } from '../world.ts';
import { tokenChange } from './auth-token.ts';
import { groupView } from './describe-replication-groups.ts';
import { encryptionChange } from './transit-encryption.ts';

type Input = Checked<ModifyReplicationGroupMessage>;

const CHANGEABLE = new Set<string>([
  'ReplicationGroupId',
  'ApplyImmediately',
  'CacheNodeType',
  'AuthToken',
  'AuthTokenUpdateStrategy',
  'TransitEncryptionEnabled',
  'TransitEncryptionMode',
  'SecurityGroupIds',
] satisfies (keyof Input)[]);

/** Begins a change and answers at once, as AWS does; `Status` tells when it is over. One thing is changed in a call. */
export function modifyReplicationGroup(world: ElastiCacheWorld, input: Input): ModifyReplicationGroupResult {
  refuseOthers('ModifyReplicationGroup', input, CHANGEABLE);
  const cache = cacheOf(world, input.ReplicationGroupId);
  const status = statusOf(cache);
  if (status !== 'available') {
    const text = `Replication group ${cache.id} is in state ${status}; it can be modified when it is available.`;
    throw new AwsError('InvalidReplicationGroupState', text);
  }
  const changes = [
    nodeTypeChange(cache, input),
    tokenChange(cache, input),
    encryptionChange(cache, input),
    groupsChange(world, cache, input),
  ].filter((change) => change !== null);
  const [change, second] = changes;
  if (second) throw invalidCombination('Only one modification can be requested at a time.');
  // What goes wrong from here on is an event of the group.
  void change?.();
  return { ReplicationGroup: groupView(world, cache) };
}

function nodeTypeChange(cache: Cache, { CacheNodeType: wanted, ApplyImmediately }: Input) {
  if (wanted === undefined || wanted === cache.nodeType) return null;
  if (NODE_MEMORY_GIB[wanted] === undefined) throw invalidValue(`Invalid Cache Node Type: ${wanted}`);
  const { up, down } = allowedChanges(cache.nodeType);
  if (!up.includes(wanted) && !down.includes(wanted)) {
    throw invalidValue(`The node type ${cache.nodeType} cannot be modified to ${wanted}.`);
  }
  if (ApplyImmediately) return () => cache.changeNodeType(wanted);
  return () => {
    cache.pendingNodeType = wanted;
  };
}

function groupsChange({ securityGroups }: ElastiCacheWorld, cache: Cache, { SecurityGroupIds: wanted }: Input) {
  if (!wanted || wanted.length === 0) return null;
  const unknown = wanted.find((id) => !securityGroups.find(id));
  if (unknown !== undefined) throw invalidValue(`The security group ${unknown} does not exist.`);
  return () => cache.setSecurityGroups(wanted);
}
