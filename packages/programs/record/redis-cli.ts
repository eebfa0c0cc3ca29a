/**
 * Records what redis-cli 7.0 prints, and which commands the server has, into fixtures/redis-cli.json.
 *
 *   STEADYHAND_TEST_REDIS=/path/redis-server REDIS_CLI=/path/redis-cli npx tsx packages/programs/record/redis-cli.ts
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { redisServerPath, startRedis } from '../src/testing-redis.ts';

interface Case {
  argv: string[];
  stdin?: string;
  env?: Record<string, string>;
}

const at = (...argv: string[]): Case => ({ argv: ['-p', 'PORT', ...argv] });
const locked = (...argv: string[]): Case => ({ argv: ['-p', 'LOCKED', ...argv] });
const CASES: Case[] = [
  at('PING'),
  at('ping', 'hello'),
  at('SET', 'a', '1'),
  at('GET', 'a'),
  at('GET', 'none'),
  at('INCR', 'a'),
  at('INCRBYFLOAT', 'f', '1.5'),
  at('DEL', 'a', 'none'),
  at('SET', 'multi', 'one\ntwo'),
  at('GET', 'multi'),
  at('SET', 'empty', ''),
  at('GET', 'empty'),
  at('RPUSH', 'list', 'a', 'b', 'c'),
  at('LRANGE', 'list', '0', '-1'),
  at('LRANGE', 'none', '0', '-1'),
  at('HSET', 'hash', 'f', '1', 'g', '2'),
  at('HGETALL', 'hash'),
  at('HGETALL', 'none'),
  at('HMGET', 'hash', 'f', 'x', 'g'),
  at('SADD', 'set', 'one'),
  at('SMEMBERS', 'set'),
  at('ZADD', 'z', '1', 'a', '2.5', 'b'),
  at('ZRANGE', 'z', '0', '-1', 'WITHSCORES'),
  at('GET', 'list'),
  at('NOPE'),
  at('GET'),
  at('-e', 'GET'),
  at('EXISTS', 'list'),
  at('TYPE', 'list'),
  at('TTL', 'list'),
  at('EXPIRE', 'list', '100'),
  at('DBSIZE'),
  at('KEYS', 'l*'),
  at('--scan', '--pattern', 'l*'),
  at('--scan', '--pattern', 'none*'),
  at('PUBLISH', 'user:1', '{"type":"ForceDisconnect"}'),
  at('pubsub', 'numsub'),
  at('pubsub', 'numsub', 'a', 'b'),
  at('PUBSUB', 'CHANNELS'),
  at('CONFIG', 'GET', 'maxmemory-policy'),
  at('CONFIG', 'SET', 'maxmemory', '100mb'),
  at('CONFIG', 'GET', 'maxmemory'),
  at('config', 'get', 'nothing'),
  at('CLIENT', 'GETNAME'),
  at('OBJECT', 'ENCODING', 'list'),
  at('EVAL', 'return {1,{2,3,{}},"x",false}', '0'),
  at('EVAL', 'return redis.error_reply("MY error")', '0'),
  at('XADD', 'st', '1-1', 'k', 'v'),
  at('XRANGE', 'st', '-', '+'),
  at('SLOWLOG', 'LEN'),
  at('COMMAND', 'COUNT'),
  at('MEMORY', 'USAGE', 'none'),
  at('ACL', 'WHOAMI'),
  at('SELECT', '1'),
  at('-n', '1', 'SET', 'other', 'x'),
  at('-n', '1', 'GET', 'other'),
  at('GET', 'other'),
  at('-n', '99', 'PING'),
  at('-r', '3', 'PING'),
  at('--raw', 'GET', 'none'),
  at('FLUSHDB'),
  at('DBSIZE'),
  at('SET', 'é', 'ü'),
  at('GET', 'é'),
  at('--scan'),
  { ...at(), stdin: 'PING\nSET k "a b"\nGET k\nGET none\nNOPE\nLRANGE none 0 -1\n' },
  { ...at(), stdin: '' },
  { ...at(), stdin: '\n\nPING' },
  { ...at(), stdin: 'SET q \'it\\\'s\'\nGET q\nSET h "\\x41\\n"\nGET h\nSET "unclosed\nPING\n' },
  { ...at(), stdin: 'PING\nquit\nPING\n' },
  { ...at(), stdin: 'MULTI\nINCR n\nINCR n\nEXEC\n' },
  { ...at('-x', 'SET', 'body'), stdin: 'from stdin\n' },
  at('GET', 'body'),
  { ...at('-n', '2'), stdin: 'SET d 1\nDBSIZE\nSELECT 0\nDBSIZE\n' },
  { argv: ['-h', '127.0.0.1', '-p', 'PORT', 'ECHO', 'x'] },
  { argv: ['-u', 'redis://127.0.0.1:PORT/1', 'PING'] },
  { argv: ['-u', 'redis://127.0.0.1:PORT', 'PING'] },
  { argv: ['-u', 'http://127.0.0.1', 'PING'] },
  { argv: ['-p', '1', 'PING'] },
  { argv: ['-h', 'nothing.invalid', 'PING'] },
  { argv: ['-p', '1', '--scan'] },
  { argv: ['-p', 'PORT', '--bogus', 'PING'] },
  locked('PING'),
  locked('-a', 'hush', 'PING'),
  locked('-a', 'wrong', 'PING'),
  locked('-a', 'hush', '--no-auth-warning', 'PING'),
  locked('--user', 'default', '--pass', 'hush', 'PING'),
  { ...locked('PING'), env: { REDISCLI_AUTH: 'hush' } },
  { argv: ['-u', 'redis://default:hush@127.0.0.1:LOCKED', 'PING'] },
  { argv: ['-u', 'redis://hush@127.0.0.1:LOCKED/0', '--no-auth-warning', 'PING'] },
  locked('--scan'),
  { ...locked(), stdin: 'PING\nAUTH hush\nPING\n' },
  locked('-a', 'hush', '-n', '3', '--no-auth-warning', 'DBSIZE'),
];

const path = redisServerPath();
if (!path) throw new Error('no redis-server');
const open = await startRedis(path);
const shut = await startRedis(path, ['--requirepass', 'hush']);
const fill = (text: string): string =>
  text.replaceAll('PORT', String(open.port)).replaceAll('LOCKED', String(shut.port));
const strip = (text: string): string =>
  text.replaceAll(String(open.port), 'PORT').replaceAll(String(shut.port), 'LOCKED');
const cli = (argv: readonly string[], input = '', env: Record<string, string> = {}) =>
  spawnSync(process.env.REDIS_CLI ?? 'redis-cli', argv.map(fill), {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
const calls = CASES.map(({ argv, stdin, env = {} }) => {
  const { status, stdout, stderr } = cli(argv, stdin, env);
  return {
    argv,
    ...(stdin !== undefined && { stdin }),
    env,
    exitCode: status,
    stdout: strip(stdout),
    stderr: strip(stderr),
  };
});
const names = cli(['-p', 'PORT', 'COMMAND', 'LIST']).stdout.trim().split('\n').sort();
await open.stop();
await shut.stop();
const lines = [
  `"commands": ${JSON.stringify(names)}`,
  `"calls": [\n${calls.map((call) => JSON.stringify(call)).join(',\n')}\n]`,
];
writeFileSync(new URL('../fixtures/redis-cli.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
process.stdout.write(`${calls.length} calls\n`);
