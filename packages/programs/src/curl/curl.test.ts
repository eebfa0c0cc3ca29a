import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestSession, testContext } from '../testing.ts';
import { curlProgram } from './curl.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let server: http.Server;
let port: number;
let flakes = 0;

function respond(request: http.IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://x');
    const body = Buffer.concat(chunks).toString();
    response.sendDate = false;
    if (pathname.startsWith('/status/')) response.writeHead(Number(pathname.slice(8)), { 'X-Test': 'a' }).end('no\n');
    else if (pathname === '/redirect') response.writeHead(302, { Location: '/echo?redirected=1' }).end('moved\n');
    else if (pathname === '/loop') response.writeHead(301, { Location: '/loop' }).end();
    else if (pathname === '/hang') response.writeHead(200, { 'Content-Length': '10' }).write('abc');
    else if (pathname === '/empty') request.socket.destroy();
    else if (pathname === '/short') {
      response.writeHead(200, { 'Content-Length': '10' }).write('abc', () => request.socket.destroy());
    } else if (pathname === '/binary') response.end(Buffer.from([0, 255, 254, 10]));
    else if (pathname === '/gzip') response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('zipped\n'));
    else if (pathname === '/flaky') response.writeHead(flakes++ < 1 ? 503 : 200).end(`try ${flakes}\n`);
    else {
      const names = [
        'host',
        'authorization',
        'user-agent',
        'accept',
        'content-type',
        'cookie',
        'x-a',
        'x-b',
        'referer',
      ];
      const headers = Object.fromEntries(names.map((name) => [name, request.headers[name]]));
      const text = JSON.stringify({ method: request.method, path: pathname, search, headers, body });
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length }).end(text);
    }
  });
}

beforeAll(async () => {
  server = http.createServer(respond);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

function curl(argv: readonly string[], session: TestSession & { stdin?: string } = {}) {
  const call = { program: 'curl', argv, stdin: session.stdin ?? null, unresolved: new Set<number>() };
  return curlProgram.run(call, testContext(session));
}

const here = (text: string): string => text.replaceAll('HERE', `127.0.0.1:${port}`);

/** Differences that are not curl's: times, and the versions of libraries. */
const steady = (text: string): string =>
  text.replaceAll(/\d+ (ms|milliseconds)/g, 'N $1').replaceAll(/curl\/[\d.]+/g, 'curl/V');

const LINES = [
  '-s http://HERE/echo',
  '-s HERE/echo?a=1&b=2',
  '-s -i http://HERE/echo',
  '-sI http://HERE/echo',
  '-s -X DELETE http://HERE/thing',
  '-sX PUT -d x=1 http://HERE/thing',
  '-s -d a=1 -d b=2 http://HERE/echo',
  '-s --data-raw @x http://HERE/echo',
  '-s -G -d a=1 --data-urlencode b=c&d/é http://HERE/echo?z=0',
  '-s --data-urlencode a=b+c --data-urlencode =x=y --data-urlencode plain http://HERE/echo',
  '-s --json {"a":1} http://HERE/echo',
  '-s -H X-A:1 -HX-B:2 -H Accept: http://HERE/echo',
  '-s -H Host:other.example.com http://HERE/echo',
  '-s -u user:pass http://HERE/echo',
  '-s http://user:p%40ss@HERE/echo',
  '-s --oauth2-bearer tok http://HERE/echo',
  '-s -A agent/1 -b a=b -e http://ref/ http://HERE/echo',
  '-s http://HERE/status/404',
  '-s -f http://HERE/status/404',
  '-sf http://HERE/status/200',
  '-f -sS http://HERE/status/503',
  '--fail-with-body -sS http://HERE/status/500',
  '-fsSL http://HERE/redirect',
  '-s http://HERE/redirect',
  '-sL -i http://HERE/redirect',
  '-sL -d a=1 http://HERE/redirect',
  '-sL -X POST -d a=1 http://HERE/redirect',
  '-sSL --max-redirs 3 http://HERE/loop',
  '-sS --max-time 0.3 http://HERE/hang',
  '-sS http://HERE/empty',
  '-sS http://127.0.0.1:1/',
  '-s http://127.0.0.1:1/',
  '-sS http://nothing.invalid/',
  '-sS gopher2://HERE/',
  '-s --compressed http://HERE/gzip',
  '-s http://HERE/echo http://HERE/status/201',
  '-s -o /dev/null -w %{http_code} http://HERE/status/503',
  '-s -o /dev/null -w %{http_code}\\n%{content_type}|%{size_download}|%{num_redirects}|%{url_effective}|%{method}|%{scheme} http://HERE/echo',
  '-s -o /dev/null -w %{redirect_url}|%{http_version}|%{response_code}|%%|%{exitcode} http://HERE/redirect',
  '-s -o /dev/null -w %{http_code}|%{errormsg}|%{size_header} http://127.0.0.1:1/',
  '-s -w %{nope}|%{stderr}err|%{stdout}out http://HERE/status/200',
  '-sL -o /dev/null -w %{num_redirects}|%{url_effective}|%{size_header} http://HERE/redirect',
  '-s --header X-A:long --request PATCH --url http://HERE/echo',
  '-s --head http://HERE/echo --silent',
  '--foo http://HERE/',
  '-s',
  '-s -X',
  '--max-time',
];

describe.skipIf(!hasCurl)('curl, beside the curl on PATH (skipped without one)', () => {
  it.each(LINES)('%s', async (line) => {
    const argv = here(line).split(' ');
    const real = await run('curl', argv, { encoding: 'utf8' }).then(
      ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ exitCode: code, stdout, stderr }),
    );
    const { exitCode, stdout, stderr } = await curl(argv);
    expect({ exitCode, stdout: steady(stdout), stderr: steady(stderr) }).toEqual({
      ...real,
      stdout: steady(real.stdout),
      stderr: steady(real.stderr),
    });
  });
});

describe('curl', () => {
  it('writes and reads files of the session', async () => {
    const files = new Map([['body.json', Buffer.from('{"from":\n"file"}')]]);
    await curl(['-s', '-o', 'out.json', '--data-binary', '@body.json', here('http://HERE/echo')], { files });
    expect(JSON.parse(Buffer.from(files.get('out.json') ?? []).toString()).body).toBe('{"from":\n"file"}');
    await curl(['-sO', here('http://HERE/dir/name.txt')], { files });
    expect(files.has('name.txt')).toBe(true);
    expect((await curl(['-sS', '-d', '@none', here('http://HERE/')], { files })).exitCode).toBe(26);
    expect((await curl(['-s', '-d', '@-', here('http://HERE/echo')], { stdin: 'piped' })).stdout).toContain(
      '"body":"piped"',
    );
  });

  it('keeps bytes that are no text', async () => {
    const { stdout, binary } = await curl(['-s', here('http://HERE/binary')]);
    expect({ stdout, binary }).toEqual({ stdout: '\u0000\u00ff\u00fe\n', binary: true });
  });

  it('tells a transfer that ended too early', async () => {
    const { exitCode, stderr } = await curl(['-sS', here('http://HERE/short')]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 18,
      stderr: 'curl: (18) transfer closed with 7 bytes remaining to read\n',
    });
  });

  it("waits between retries on the session's clock", async () => {
    flakes = 0;
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void slept.push(ms) };
    const { exitCode, stdout } = await curl(['-s', '--retry', '3', here('http://HERE/flaky')], { clock });
    expect({ exitCode, stdout, slept }).toEqual({ exitCode: 0, stdout: 'try 1\ntry 2\n', slept: [1000] });
  });

  it('goes where the environment says a name leads, and keeps the name', async () => {
    const resolve = (host: string) => (host === 'chat.example.com' ? { host: '127.0.0.1', port } : null);
    const target = { resolve };
    const { stdout } = await curl(['-s', 'http://chat.example.com/echo'], { target });
    expect(JSON.parse(stdout).headers.host).toBe('chat.example.com');
    const outside = await curl(['-s', 'https://example.org/'], { target });
    expect(outside).toMatchObject({ exitCode: 6, stdout: '' });
    expect(outside.stderr).toContain('example.org is not a name of the environment "test"; nothing was sent');
  });

  it('stops when the session does', async () => {
    const controller = new AbortController();
    const started = curl(['-s', here('http://HERE/hang')], { signal: controller.signal });
    controller.abort(new RangeError('stopped'));
    await expect(started).rejects.toThrow('stopped');
  });

  it('hands over what must not be shown', async () => {
    const argv = ['-s', '-u', 'me:hush', '-H', 'Authorization: Bearer abc', here('http://HERE/')];
    expect((await curl(argv)).secrets).toEqual(['hush', 'Bearer abc']);
  });

  it.each(['-F a=b', '-T file', '--resolve a:1:b', '-x proxy:1', '-K file', '-n'])('refuses %s', async (options) => {
    const { exitCode, stderr } = await curl([...options.split(' '), here('http://HERE/')]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('does not carry this option out');
  });
});

describe.skipIf(!hasOpenssl)('curl over TLS (skipped without openssl to make certificates)', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  let secure: https.Server;
  let securePort: number;
  let ca: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'steadyhand-curl-'));
    const openssl = (line: string) => run('openssl', line.split(' '), { cwd: folder });
    await openssl(
      'req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Test -addext basicConstraints=critical,CA:TRUE',
    );
    await openssl(
      'req -newkey rsa:2048 -nodes -keyout key.pem -out csr.pem -subj /CN=chat.example.com -addext subjectAltName=DNS:chat.example.com',
    );
    await openssl(
      'x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem -days 2 -copy_extensions copy',
    );
    ca = readFileSync(path('ca.pem'), 'utf8');
    secure = https.createServer({ key: readFileSync(path('key.pem')), cert: readFileSync(path('cert.pem')) }, respond);
    await new Promise<void>((done) => secure.listen(0, '127.0.0.1', done));
    securePort = (secure.address() as AddressInfo).port;
  });

  afterAll(async () => {
    secure.closeAllConnections();
    await new Promise((done) => secure.close(done));
    rmSync(folder, { recursive: true });
  });

  const resolve = () => ({ host: '127.0.0.1', port: securePort });

  it("trusts the environment's authority for the name that was asked for", async () => {
    const { exitCode, stdout } = await curl(['-s', 'https://chat.example.com/echo'], { target: { ca, resolve } });
    expect({ exitCode, host: JSON.parse(stdout).headers.host }).toEqual({ exitCode: 0, host: 'chat.example.com' });
    const files = new Map([['ca.pem', Buffer.from(ca)]]);
    const given = await curl(['-s', '--cacert', 'ca.pem', 'https://chat.example.com/'], { files, target: { resolve } });
    expect(given.exitCode).toBe(0);
  });

  it('ends with 60 where the certificate is not to be trusted', async () => {
    const unknown = await curl(['-sS', 'https://chat.example.com/'], { target: { resolve } });
    expect(unknown.exitCode).toBe(60);
    expect(unknown.stderr).toContain(
      'curl: (60) SSL certificate problem: unable to get local issuer certificate\nMore details here',
    );
    const other = await curl(['-sS', 'https://other.example.com/'], { target: { ca, resolve } });
    expect(other.stderr).toContain(
      "no alternative certificate subject name matches target host name 'other.example.com'",
    );
    expect((await curl(['-sk', 'https://other.example.com/'], { target: { resolve } })).exitCode).toBe(0);
  });

  it('ends with 35 where the other side does not speak TLS', async () => {
    expect((await curl(['-sS', here('https://HERE/')])).exitCode).toBe(35);
  });
});

describe('the grammar of curl', () => {
  it.each([
    ['-s https://chat.example.com/api/health', 'read'],
    ['-sI https://chat.example.com', 'read'],
    ['-s -G -d a=1 https://chat.example.com/search', 'read'],
    ['-o out.json https://chat.example.com/', 'read'],
    ['https://$ALB_DNS/api/health', 'read'],
    ['http://<task-private-ip>:3000/health', 'read'],
    ['https://$(hostname)/api/$PATH', 'read'],
    ['$URL', 'unknown'],
    ['https://pardonsimulator.com/api/cron/thread-cleanup', 'unknown'],
    ['https://x.example.com/jobs/run', 'unknown'],
    ['https://x.example.com/runtime', 'read'],
    ['https://x.example.com/?token=abc', 'unknown'],
    ['-u me:pw https://x.example.com/', 'unknown'],
    ['-H Authorization:abc https://x.example.com/', 'unknown'],
    ['-H Accept:text/plain https://x.example.com/', 'read'],
    ['-X POST https://x.example.com/', 'change'],
    ['-d a=1 https://x.example.com/', 'change'],
    ['--json {} https://x.example.com/', 'change'],
    ['-F file=@x https://x.example.com/', 'change'],
    ['-T file https://x.example.com/', 'change'],
    ['-XDELETE https://x.example.com/1', 'destroy'],
    ['-X PURGE https://x.example.com/1', 'unknown'],
    ['-X GET -d a=1 https://x.example.com/1', 'unknown'],
    ['-K config', 'unknown'],
    ['https://x.example.com/api?action=delete', 'unknown'],
    ['-G -d cmd=restart https://x.example.com/api', 'unknown'],
    ['-G -d @query https://x.example.com/api', 'unknown'],
    ['-G -d since=5m https://x.example.com/api', 'read'],
    ['https://x.example.com/api/%64elete', 'unknown'],
    ['-H X-HTTP-Method-Override:DELETE https://x.example.com/1', 'unknown'],
    ['-H @headers https://x.example.com/1', 'unknown'],
    ['gopher://redis:6379/_FLUSHALL', 'unknown'],
    ['https://x.example.com/admin/shutdown', 'unknown'],
    ['--bogus https://x.example.com/', 'unknown'],
  ])('%s: %s', (line, effect) => {
    const argv = line.split(' ');
    const unresolved = new Set(argv.flatMap((word, index) => (/[$<]/.test(word) ? [index] : [])));
    expect(curlProgram.grammar.analyse({ program: 'curl', argv, stdin: null, unresolved }).effect).toBe(effect);
  });
});
