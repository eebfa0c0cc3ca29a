import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { Effect } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestSession, testContext } from '../testing.ts';
import { redisServerPath, startRedis, type TestRedis } from '../testing-redis.ts';
import { redisEffects } from './effects.ts';
import { redisCliGrammar } from './grammar.ts';
import { redisCliProgram } from './redis-cli.ts';
import { splitWords } from './split-words.ts';

interface Recorded {
  argv: string[];
  stdin?: string;
  env: Record<string, string>;
  exitCode: number;
  stdout: string;
  stderr: string;
}

const fixture = readFileSync(new URL('../../fixtures/redis-cli.json', import.meta.url), 'utf8');
const { commands, calls }: { commands: string[]; calls: Recorded[] } = JSON.parse(fixture);
const path = redisServerPath();

describe.skipIf(path === null)('redis-cli (skipped where there is no redis-server on PATH)', () => {
  let open: TestRedis;
  let locked: TestRedis;

  beforeAll(async () => {
    open = await startRedis(path ?? '');
    locked = await startRedis(path ?? '', ['--requirepass', 'hush']);
  });

  afterAll(async () => {
    await open.stop();
    await locked.stop();
  });

  const fill = (text: string): string =>
    text.replaceAll('PORT', String(open.port)).replaceAll('LOCKED', String(locked.port));
  const strip = (text: string): string =>
    text.replaceAll(String(open.port), 'PORT').replaceAll(String(locked.port), 'LOCKED');

  function redisCli(argv: readonly string[], session: TestSession & { stdin?: string | null } = {}) {
    const call = {
      program: 'redis-cli',
      argv: argv.map(fill),
      stdin: session.stdin ?? null,
      unresolved: new Set<number>(),
    };
    return redisCliProgram(redisCliGrammar()).run(call, testContext(session));
  }

  // In one test, because each call works on what those before it left.
  it(`prints what redis-cli printed (${calls.length} recorded calls)`, async () => {
    for (const port of ['PORT', 'LOCKED']) await redisCli(['-p', port, '-a', 'hush', 'FLUSHALL']);
    for (const { argv, stdin, env, ...expected } of calls) {
      const { exitCode, stdout, stderr } = await redisCli(argv, { stdin: stdin ?? null, env });
      expect
        .soft({ argv, stdin, exitCode, stdout: strip(stdout), stderr: strip(stderr) })
        .toEqual({ argv, stdin, ...expected });
    }
  });

  it('prints INFO as it comes', async () => {
    const { stdout } = await redisCli(['-p', 'PORT', 'INFO', 'memory']);
    expect(stdout).toMatch(/^# Memory\r\nused_memory:\d+\r\n/);
    expect(stdout.endsWith('\r\n\n')).toBe(true);
  });

  it('scans all keys, and takes them away again', async () => {
    const keys = Array.from({ length: 500 }, (_, n) => `scan:${n}`);
    await redisCli(['-p', 'PORT', 'MSET', ...keys.flatMap((key) => [key, '1'])]);
    const { stdout } = await redisCli(['-p', 'PORT', '--scan', '--pattern', 'scan:*']);
    expect(stdout.trim().split('\n').sort()).toEqual(keys.sort());
    expect((await redisCli(['-p', 'PORT', 'DEL', ...keys])).stdout).toBe('500\n');
  });

  it('keeps bytes that are no text', async () => {
    await redisCli(['-p', 'PORT'], { stdin: 'SET bytes "\\xff\\x00"\n' });
    expect(await redisCli(['-p', 'PORT', 'GET', 'bytes'])).toMatchObject({ stdout: '\u00ff\u0000\n', binary: true });
  });

  it('goes where the environment says a name leads', async () => {
    const target = {
      resolve: (host: string) => (host === 'cache.example.com' ? { host: '127.0.0.1', port: open.port } : null),
    };
    expect((await redisCli(['-u', 'redis://cache.example.com:6379', 'PING'], { target })).stdout).toBe('PONG\n');
    const outside = await redisCli(['-u', 'redis://default:hush@cache.example.org:6379', 'PING'], { target });
    expect(outside).toMatchObject({ exitCode: 1, stdout: '', secrets: ['hush'] });
    expect(outside.stderr).toContain('cache.example.org is not a name of the environment "test"; nothing was sent');
  });

  it('takes a lone password in a URL, with an empty user', async () => {
    const { stdout } = await redisCli(['-u', 'redis://:hush@127.0.0.1:LOCKED', 'PING']);
    expect(stdout).toBe('PONG\n');
  });

  it('stops when the session does', async () => {
    const controller = new AbortController();
    const started = redisCli(['-p', 'PORT', 'BLPOP', 'nothing', '60'], { signal: controller.signal });
    const isBlocked = async () =>
      (await redisCli(['-p', 'PORT', 'INFO', 'clients'])).stdout.includes('blocked_clients:1');
    await expect.poll(isBlocked, { timeout: 10_000 }).toBe(true);
    controller.abort(new RangeError('stopped'));
    await expect(started).rejects.toThrow('stopped');
  });

  it('lets a server go that was told to', async () => {
    const server = await startRedis(path ?? '');
    expect(await redisCli(['-p', String(server.port), 'SHUTDOWN', 'NOSAVE'])).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    await server.stop();
  });
});

describe('redis-cli without a server', () => {
  it.each([
    ['-p', '1'],
    ['--bigkeys'],
    ['--latency'],
    ['--json', 'GET', 'a'],
    ['MONITOR'],
    ['SUBSCRIBE', 'a'],
    ['--eval', 'x.lua'],
  ])('refuses %s', async (...argv) => {
    const call = { program: 'redis-cli', argv, stdin: null, unresolved: new Set<number>() };
    const { exitCode, stdout, stderr } = await redisCliProgram(redisCliGrammar()).run(call, testContext());
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/not carried out by Steadyhand|cannot be had here/);
  });
});

describe('redis-cli and a server that is none', () => {
  it('tells what it got', async () => {
    const server = net.createServer((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const argv = ['-p', String((server.address() as net.AddressInfo).port), 'PING'];
    const call = { program: 'redis-cli', argv, stdin: null, unresolved: new Set<number>() };
    const { exitCode, stderr } = await redisCliProgram(redisCliGrammar()).run(call, testContext());
    await new Promise((done) => server.close(done));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'Error: Protocol error, got "H" as reply type byte\n',
    });
  });
});

describe('the words of a line', () => {
  it.each([
    ['SET a "b c"', ['SET', 'a', 'b c']],
    [`GET 'it\\'s'`, ['GET', "it's"]],
    ['x "\\x41\\n\\""', ['x', 'A\n"']],
    ['  ', []],
    ['"open', null],
    ['"a"b', null],
  ])('%s', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});

describe('the effect of commands', () => {
  it('is known for every command of Redis 7 that is one in itself', () => {
    const effects = redisEffects();
    const containers =
      /^(?:acl|client|cluster|config|function|latency|memory|module|script|slowlog|xgroup|pfdebug|pfselftest|debug|eval.*|fcall.*|psync|sync|replconf|restore-asking|module\|load(?:ex)?|script\|debug)$/;
    const unknown = commands.filter((name) => !containers.test(name) && effects(name.split('|')).effect === 'unknown');
    expect(commands.length).toBeGreaterThan(350);
    expect(unknown).toEqual([]);
  });

  it.each<[string, Effect]>([
    ['-u $REDIS_URL info memory', 'read'],
    ['-h h --tls DBSIZE', 'read'],
    ['pubsub numsub', 'read'],
    ['client list', 'read'],
    ['--scan --pattern a:*', 'read'],
    ['--bigkeys', 'read'],
    ['--latency', 'read'],
    ['SORT list', 'read'],
    ['PING', 'read'],
    ['MULTI', 'local'],
    ['CONFIG GET maxmemory', 'read'],
    ['CONFIG GET maxmemory*', 'read'],
    ['CONFIG GET requirepass', 'reveal'],
    ['CONFIG GET *', 'reveal'],
    ['CONFIG GET maxmemory master*', 'reveal'],
    ['CONFIG GET [a-z]*', 'reveal'],
    ['CONFIG GET', 'reveal'],
    ['DEL', 'destroy'],
    ['DEL a', 'change'],
    ['KEYS a | xargs redis-cli DEL', 'unknown'],
    ['--cluster check h:1', 'read'],
    ['--cluster del-node h:1 id', 'destroy'],
    ['--cluster call h:1 FLUSHALL', 'unknown'],
    ['acl list', 'reveal'],
    ['MONITOR', 'reveal'],
    ['--rdb dump.rdb', 'reveal'],
    ['PUBLISH user:1 x', 'change'],
    ['config set maxmemory 4gb', 'change'],
    ['config rewrite', 'change'],
    ['DEL a', 'change'],
    ['client kill addr 1.2.3.4:5', 'change'],
    ['SORT list STORE b', 'change'],
    ['SCRIPT FLUSH', 'change'],
    ['BGSAVE', 'change'],
    ['FLUSHALL', 'destroy'],
    ['-n 0 flushdb async', 'destroy'],
    ['SHUTDOWN', 'destroy'],
    ['replicaof no one', 'destroy'],
    ['acl deluser x', 'destroy'],
    ['EVAL x 0', 'unknown'],
    ['DEBUG SLEEP 1', 'unknown'],
    ['JSON.SET a . 1', 'unknown'],
    ['--eval x.lua', 'unknown'],
    ['--pipe', 'unknown'],
    ['--bogus PING', 'unknown'],
    ['$COMMAND', 'unknown'],
    ['-h h', 'unknown'],
    ['-x SET a', 'change'],
  ])('%s: %s', (line, effect) => {
    const argv = line.split(' ');
    const unresolved = new Set(argv.flatMap((word, index) => (word.startsWith('$') ? [index] : [])));
    expect(redisCliGrammar().analyse({ program: 'redis-cli', argv, stdin: null, unresolved }).effect).toBe(effect);
  });

  it('takes the worst of what stands in standard input', () => {
    const call = { program: 'redis-cli', argv: ['-h', 'h'], stdin: 'DBSIZE\nFLUSHDB\n', unresolved: new Set<number>() };
    expect(redisCliGrammar().analyse(call)).toMatchObject({ effect: 'destroy', operation: 'FLUSHDB' });
    expect(redisCliGrammar().analyse({ ...call, stdin: '"open\n' }).effect).toBe('unknown');
  });
});
