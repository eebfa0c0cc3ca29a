/** The cache cluster that is the one node of a replication group. */
export function memberOf(replicationGroupId: string): string {
  return `${replicationGroupId}-001`;
}

export const REDIS_PORT = 6379;
export const LISTED_DEFAULT = 100;
