import type { Effect } from '@steadyhand/contracts';

/** Commands of Redis 7 by effect; a subcommand stands behind its command with a `|`. */
const COMMANDS: Readonly<Record<Effect, string>> = {
  local: `asking auth discard echo exec hello lolwut multi quit readonly readwrite reset select unwatch watch
    client|caching client|help client|id client|getname client|getredir client|reply client|setname client|setinfo
    client|tracking client|trackinginfo client|no-touch acl|genpass acl|help cluster|help cluster|keyslot command|help
    config|help function|help latency|help memory|help module|help object|help pubsub|help script|help slowlog|help
    xgroup|help xinfo|help`,
  read: `bitcount bitfield_ro bitpos command command|count command|docs command|getkeys command|getkeysandflags
    command|info command|list dbsize dump exists expiretime geodist geohash geopos georadius_ro georadiusbymember_ro
    geosearch get getbit getrange hexists hget hgetall hkeys hlen hmget hrandfield hscan hstrlen hvals info keys lastsave
    lcs lindex llen lpos lrange mget object object|encoding object|freq object|idletime object|refcount pexpiretime
    pfcount ping psubscribe pttl pubsub pubsub|channels pubsub|numpat pubsub|numsub pubsub|shardchannels
    pubsub|shardnumsub punsubscribe randomkey role scan scard sdiff sinter sintercard sismember smembers smismember
    sort_ro srandmember sscan ssubscribe strlen subscribe substr sunion sunsubscribe time ttl type unsubscribe wait
    waitaof xinfo xinfo|consumers xinfo|groups xinfo|stream xlen xpending xrange xread xrevrange zcard zcount zdiff
    zinter zintercard zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange zrevrangebylex
    zrevrangebyscore zrevrank zscan zscore zunion
    acl|cat acl|dryrun acl|log acl|users acl|whoami client|info client|list cluster|count-failure-reports
    cluster|countkeysinslot cluster|getkeysinslot cluster|info cluster|links cluster|myid cluster|myshardid cluster|nodes
    cluster|replicas cluster|shards cluster|slaves cluster|slots function|dump function|list function|stats
    latency|doctor latency|graph latency|histogram latency|history latency|latest memory|doctor memory|malloc-stats
    memory|stats memory|usage module|list script|exists slowlog|get slowlog|len`,
  reveal: 'acl|getuser acl|list config|get monitor',
  change: `append bgrewriteaof bgsave bitfield bitop blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin copy
    decr decrby del expire expireat failover geoadd geosearchstore getdel getex getset hdel hincrby hincrbyfloat hmset
    hset hsetnx incr incrby incrbyfloat linsert lmove lmpop lpop lpush lpushx lrem lset ltrim move mset msetnx persist
    pexpire pexpireat pfadd pfmerge psetex publish rename renamenx restore rpop rpoplpush rpush rpushx sadd save
    sdiffstore set setbit setex setnx setrange sinterstore smove spop spublish srem sunionstore swapdb touch unlink xack
    xadd xautoclaim xclaim xdel xgroup|create xgroup|createconsumer xgroup|delconsumer xgroup|setid xreadgroup xsetid
    xtrim zadd zdiffstore zincrby zinterstore zmpop zpopmax zpopmin zrangestore zrem zremrangebylex zremrangebyrank
    zremrangebyscore zunionstore
    acl|load acl|save acl|setuser client|kill client|no-evict client|pause client|unblock client|unpause
    cluster|addslots cluster|addslotsrange cluster|bumpepoch cluster|failover cluster|meet cluster|replicate
    cluster|saveconfig cluster|set-config-epoch cluster|setslot config|resetstat config|rewrite config|set
    function|kill function|load function|restore latency|reset memory|purge script|flush script|kill script|load
    slowlog|reset`,
  destroy: `flushall flushdb migrate replicaof shutdown slaveof acl|deluser cluster|delslots cluster|delslotsrange
    cluster|flushslots cluster|forget cluster|reset function|delete function|flush module|unload xgroup|destroy`,
  unknown: `debug eval eval_ro evalsha evalsha_ro fcall fcall_ro module|load module|loadex pfdebug pfselftest psync
    replconf restore-asking script|debug sync`,
};

/** As they are typed, in capitals. */
export const REDIS_COMMANDS: readonly string[] = Object.values(COMMANDS)
  .flatMap((names) => names.trim().split(/\s+/))
  .map((name) => name.replace('|', ' ').toUpperCase())
  .sort();

/** Settings that are secrets; a pattern that fits one of them shows it. */
const SECRET_SETTINGS = ['requirepass', 'masterauth', 'masteruser', 'tls-key-file-pass', 'tls-client-key-file-pass'];

/** Where the arguments decide: which keys, which settings, and words that were meant for a shell. */
function judgeByWords(command: string, words: readonly string[]): Effect | null {
  const given = words.filter((word) => word !== '');
  if (given.some((word) => /^(?:\|\|?|&&|;|>>?)$/.test(word))) return 'unknown';
  // Keys that come from elsewhere, by `xargs` or from another command, may be all there are.
  if (/^(?:del|unlink)$/.test(command))
    return given.length === 0 || given.some((word) => /^\$\(|^`/.test(word)) ? 'destroy' : null;
  if (command !== 'config' || given[0]?.toLowerCase() !== 'get') return null;
  const isSecret = (pattern: string): boolean => {
    if (/[$`[<]/.test(pattern)) return true;
    const glob = pattern
      .toLowerCase()
      .replace(/[.+^{}()|\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return SECRET_SETTINGS.some((name) => new RegExp(`^${glob}$`).test(name));
  };
  return given.length > 1 && !given.slice(1).some(isSecret) ? 'read' : 'reveal';
}

/** Commands that read, unless they are told to keep the result. */
const STORING = ['sort', 'georadius', 'georadiusbymember'];

export type RedisEffect = (command: readonly string[]) => { effect: Effect; name: string };

/** Tells what a command with its arguments does; one that is not Redis' own is `unknown`. */
export function redisEffects(): RedisEffect {
  const effects = new Map<string, Effect>();
  for (const [effect, names] of Object.entries(COMMANDS))
    for (const name of names.trim().split(/\s+/)) effects.set(name, effect as Effect);
  return ([first = '', second = '', ...rest]) => {
    const command = first.toLowerCase();
    const byWords = judgeByWords(command, [second, ...rest]);
    if (byWords) return { effect: byWords, name: first.toUpperCase() };
    const pair = `${command}|${second.toLowerCase()}`;
    const name = effects.has(pair) ? pair.replace('|', ' ').toUpperCase() : first.toUpperCase();
    if (!STORING.includes(command)) return { effect: effects.get(pair) ?? effects.get(command) ?? 'unknown', name };
    return { effect: rest.some((word) => /^store(dist)?$/i.test(word)) ? 'change' : 'read', name };
  };
}
