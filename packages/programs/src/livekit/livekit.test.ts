import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandHandler, Target } from '@steadyhand/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestSession, testContext } from '../testing.ts';
import { livekitPrograms } from './livekit.ts';
import { KEY, SECRET, TestLivekit } from './testing-livekit.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const credentials = { LIVEKIT_API_KEY: KEY, LIVEKIT_API_SECRET: SECRET };
const FROM_ENV = 'Using url, api-key, api-secret from environment\n';

let server: TestLivekit;

beforeEach(async () => {
  server = new TestLivekit();
  await server.start();
  server.addRoom('r1', ['ann', 'ben']);
  server.addRoom('voice:42');
});
afterEach(() => server.stop());

function handlerOf(program: string, machine?: Record<string, string>): CommandHandler {
  const handler = livekitPrograms(machine).find(({ grammar }) => grammar.program === program);
  if (!handler) throw new RangeError(`${program} has no handler`);
  return handler;
}

function callOf(words: readonly string[]) {
  const [program = '', ...argv] = words;
  return { program, argv, stdin: null, unresolved: new Set<number>() };
}

/** Words are divided at spaces. */
function run(line: string | readonly string[], session: TestSession = {}) {
  const call = callOf(typeof line === 'string' ? line.split(' ') : line);
  const env = { LIVEKIT_URL: `http://127.0.0.1:${server.port}`, ...credentials };
  return handlerOf(call.program).run(call, testContext({ env, ...session }));
}

const succeeds = (stdout: string) => ({ exitCode: 0, stdout, stderr: FROM_ENV, secrets: [SECRET] });
const participants = (room: string) => [...(server.rooms.get(room)?.participants.keys() ?? [])];

describe('what a runbook asks', () => {
  const flags = () => ['--url', `http://127.0.0.1:${server.port}`, '--api-key', KEY, '--api-secret', SECRET];

  it('lists rooms and participants, and removes one', async () => {
    const session = { env: {} };
    expect(await run(['livekit-cli', 'list-rooms', ...flags()], session)).toEqual({
      ...succeeds(`\
┌─────────────┬──────────┬──────────────┬────────────┐
│ RoomID      │ Name     │ Participants │ Publishers │
├─────────────┼──────────┼──────────────┼────────────┤
│ RM_r1       │ r1       │ 2            │ 2          │
│ RM_voice:42 │ voice:42 │ 0            │ 0          │
└─────────────┴──────────┴──────────────┴────────────┘
`),
      stderr: '',
    });
    const list = ['livekit-cli', 'list-participants', ...flags(), '--room', 'r1'];
    expect((await run(list, session)).stdout).toBe('ann (ACTIVE)\t tracks: 1\nben (ACTIVE)\t tracks: 1\n');
    const remove = ['livekit-cli', 'remove-participant', ...flags(), '--room', 'r1', '--identity', 'ann'];
    expect((await run(remove, session)).stdout).toBe('successfully removed participant ann\n');
    expect(participants('r1')).toEqual(['ben']);
    expect(await run(remove, session)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'twirp error not_found: participant does not exist\n',
    });
  });
});

describe('commands', () => {
  it('of rooms', async () => {
    const created = await run('lk room create --empty-timeout 60 r2');
    expect(created.stdout).toMatch(/^setting empty timeout: 60\n\{\n {2}"sid": "RM_r2",\n {2}"name": "r2",\n/);
    expect(server.rooms.get('r2')).toMatchObject({ empty_timeout: 60 });
    expect(JSON.parse((await run('lk room list --json r2')).stdout)).toMatchObject({ rooms: [{ name: 'r2' }] });
    expect(JSON.parse((await run('livekit-cli list-room --room r1')).stdout)).toMatchObject({ numParticipants: 2 });
    expect(await run('livekit-cli list-room --room no')).toEqual(succeeds('there is no matching room with name: no\n'));
    expect((await run('lk room update --metadata hello r2')).stdout).toMatch(/^Updated room metadata\n\{/);
    expect(server.rooms.get('r2')).toMatchObject({ metadata: 'hello' });
    expect(await run('lk room delete r2')).toEqual(succeeds('deleted room r2\n'));
    expect(await run('livekit-cli delete-room --room voice:42')).toEqual(succeeds('deleted room voice:42\n'));
    expect([...server.rooms.keys()]).toEqual(['r1']);
    expect((await run('lk room delete r2')).stderr).toContain('not_found: requested room does not exist');
  });

  it('of participants', async () => {
    expect(JSON.parse((await run('lk room participants get --room r1 ann')).stdout)).toMatchObject({
      ...{ sid: 'PA_ann', state: 'ACTIVE' },
      permission: { canSubscribe: true, canPublish: true },
    });
    const permissions = ['--permissions', '{"can_publish":false,"hidden":true}', '--metadata', 'm'];
    const update = await run(['lk', 'room', 'participants', 'update', '--room', 'r1', ...permissions, 'ann']);
    expect(update.stdout).toMatch(/^updating participant\.\.\.\n\{.*"hidden": true.*\}\nparticipant updated\.\n$/s);
    const ann = server.rooms.get('r1')?.participants.get('ann');
    expect(ann).toMatchObject({ metadata: 'm', permission: { canSubscribe: true, hidden: true } });
    expect(await run('lk room mute-track --room r1 --identity ann --mute TR_ann')).toEqual(
      succeeds('Muted track [TR_ann]\n'),
    );
    expect(ann?.tracks).toEqual([{ sid: 'TR_ann', muted: true }]);
    const unmute = 'livekit-cli mute-track --room r1 --identity ann --track TR_ann -u';
    expect((await run(unmute)).stdout).toBe('Unmuted track [TR_ann]\n');
    expect(ann?.tracks).toEqual([{ sid: 'TR_ann', muted: false }]);
    const subscribe = 'lk room update-subscriptions --room r1 --identity ann --unsubscribe TR_ben';
    expect((await run(subscribe)).stdout).toBe('Unsubscribed from tracks [TR_ben]\n');
    const move = await run('lk room participants move --room r1 --identity ben --destination-room voice:42');
    expect(move.stdout).toBe('successfully moved participant ben from r1 to voice:42\n');
    expect([participants('r1'), participants('voice:42')]).toEqual([['ann'], ['ben']]);
  });

  it('that send data', async () => {
    const sent = await run(['lk', 'room', 'send-data', '--room', 'r1', '--topic', 't', '--identity', 'ann', '{"a":1}']);
    expect(sent).toEqual(succeeds('successfully sent data to room r1\n'));
    expect(server.data).toMatchObject([{ topic: 't', destinationIdentities: ['ann'] }]);
    expect(Buffer.from(server.data[0]?.data ?? '', 'base64').toString()).toBe('{"a":1}');
  });

  it('of streams, whose keys are secret', async () => {
    expect((await run('lk egress list')).stdout).toContain(
      '│ EG_1     │ EGRESS_ACTIVE │ room_composite │ r1     │ 2023-11-14 22:13:20.12 +0000 UTC │       │\n',
    );
    expect(JSON.parse((await run('livekit-cli list-egress --room other --json')).stdout)).toEqual([]);
    const ingress = await run('lk ingress list');
    expect(ingress.stdout).toContain(
      '│ IN_1      │ camera │ r1   │ key-of-the-stream │ rtmps://x/live │ ENDPOINT_PUBLISHING │',
    );
    expect(ingress.secrets).toEqual([SECRET, 'key-of-the-stream']);
  });

  it('of tokens, which are secret, and which the server takes', async () => {
    const { stdout, stderr, secrets } = await run(
      'livekit-cli create-token --list --join --room r1 --identity me --name Me --valid-for 1h10m',
    );
    const token = /^Access token: (.+)$/m.exec(stdout)?.[1] ?? '';
    expect(secrets).toEqual([SECRET, token]);
    expect(stderr).toBe(`${FROM_ENV}valid for (mins): 70\n`);
    expect(stdout).toMatch(/^Token grants:\n\{\n {2}"name": "Me",\n {2}"video": \{\n {4}"roomList": true,\n/);
    expect(stdout).toContain(`\nProject URL: http://127.0.0.1:${server.port}\n`);
    const { video, sub, exp, nbf } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect([video, sub, exp - nbf]).toEqual([{ roomList: true, roomJoin: true, room: 'r1' }, 'me', 4200]);
    const asked = (method: string) =>
      fetch(`http://127.0.0.1:${server.port}/twirp/livekit.RoomService/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: '{}',
      });
    expect([(await asked('ListRooms')).status, (await asked('CreateRoom')).status]).toEqual([200, 401]);
    const only = await run('lk token create --create --token-only');
    expect([only.stdout, only.secrets?.[1]]).toEqual([`${only.secrets?.[1]}\n`, only.secrets?.[1]]);
    expect(JSON.parse((await run('lk token create --admin -r r1 -i me --json')).stdout)).toMatchObject({
      ...{ identity: 'me', room: 'r1' },
      grants: { video: { roomAdmin: true, room: 'r1' } },
    });
  });
});

describe('what goes wrong', () => {
  it('is said in the words of the real program', async () => {
    const env = { ...credentials, LIVEKIT_URL: `http://127.0.0.1:${server.port}`, LIVEKIT_API_SECRET: 'another' };
    const refused = await run('lk room list', { env });
    expect(refused.stderr).toContain(
      'twirp error unauthenticated: Error from intermediary with HTTP status code 401 "Unauthorized"\n',
    );
    expect(refused.exitCode).toBe(1);
    const nobody = await run('lk room list --url http://127.0.0.1:1');
    expect(nobody.stderr).toContain(
      'twirp error internal: failed to do request: Post "http://127.0.0.1:1/twirp/livekit.RoomService/ListRooms": ',
    );
    expect((await run('lk room list', { env: {} })).stderr).toBe('api-key is required\n');
  });

  it.each([
    ['livekit-cli remove-participant --room r1', 'Required flag "identity" not set'],
    ['livekit-cli remove-participant', 'Required flags "room, identity" not set'],
    ['lk room delete', 'no argument provided'],
    ['lk room create', 'no option or argument found for "--name"'],
    ['lk room list --project prod', 'Steadyhand does not carry this option out'],
    ['lk room list --curl', 'Steadyhand does not carry this option out'],
    ['lk token create --join --room demo-%t', '--room is a template, which Steadyhand does not fill in'],
    ['lk room list --bogus', 'flag provided but not defined: --bogus'],
    ['lk room create r2 --room-egress-file x.json', 'Steadyhand does not carry this option out'],
    ['lk room mute-track --room r1 --identity ann TR_ann', 'say --mute or --unmute'],
    ['lk room list --url ftp://x', '"ftp://x" is not the address of a server'],
    ['lk token create', 'no permissions were given in this grant, see --help'],
    ['lk token create --join --valid-for soon', 'time: invalid duration "soon"'],
    ['lk room participants update --room r1 ann', 'either metadata or permissions must be set'],
  ])('%s is refused before anything is sent', async (line, says) => {
    const { exitCode, stdout, stderr } = await run(line);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(says);
    expect(server.asked).toEqual([]);
  });

  it('ends with the session', async () => {
    const controller = new AbortController();
    controller.abort(new RangeError('stop'));
    await expect(run('lk room delete r1', { signal: controller.signal })).rejects.toThrow('stop');
    expect(server.rooms.has('r1')).toBe(true);
  });
});

describe('the installed one', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steadyhand-livekit-'));
    await writeFile(join(folder, 'lk'), '#!/bin/sh\necho "installed $*"\n');
    await chmod(join(folder, 'lk'), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is started where there is one, but not in a range', async () => {
    const lk = handlerOf('lk', { PATH: `${folder}:${process.env.PATH}` });
    expect(lk.version).toBe('lk@host, own in a range');
    const call = callOf(['lk', 'room', 'list']);
    expect((await lk.run(call, testContext())).stdout).toBe('installed room list\n');
    const resolve = () => ({ host: '127.0.0.1', port: server.port });
    const inRange = await lk.run(call, testContext({ env: credentials, target: { kind: 'range', resolve } }));
    expect(inRange.stdout).toContain('│ RM_r1');
  });

  it('is asked for where a command is not carried out here', async () => {
    const call = callOf(['lk', 'room', 'join', 'r1']);
    const { target } = testContext();
    expect(handlerOf('lk').refusal?.(call, target)).toMatchObject({ code: 'PROGRAM_NOT_INSTALLED' });
    expect(handlerOf('lk').refusal?.(call, { ...target, kind: 'range' })).toMatchObject({
      code: 'PROGRAM_NOT_IN_RANGE',
    });
    await expect(run(['lk', 'room', 'join', 'r1'])).rejects.toMatchObject({ code: 'PROGRAM_NOT_INSTALLED' });
    expect(handlerOf('lk').refusal?.(callOf(['lk', 'room', 'list']), target)).toBeNull();
  });
});

describe.skipIf(!hasOpenssl)('in a range (skipped without openssl to make certificates)', () => {
  const secure = new TestLivekit();
  let folder: string;
  let target: Partial<Target>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steadyhand-livekit-'));
    const subject = '-subj /CN=livekit.example.com -addext subjectAltName=DNS:livekit.example.com -days 2';
    const line = `req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem ${subject}`;
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });
    const [key, cert] = [await readFile(join(folder, 'key.pem')), await readFile(join(folder, 'cert.pem'))];
    await secure.start({ key, cert });
    secure.addRoom('r1', ['ann']);
    const resolve: Target['resolve'] = (host, port) =>
      host === 'livekit.example.com' && port === 443 ? { host: '127.0.0.1', port: secure.port } : null;
    target = { kind: 'range', environment: 'range', ca: cert.toString(), resolve };
  });
  afterAll(async () => {
    await secure.stop();
    await rm(folder, { recursive: true });
  });

  it('names lead into it, and nowhere else', async () => {
    const at = (url: string) => run(`livekit-cli list-participants --room r1 --url ${url}`, { target });
    expect((await at('https://livekit.example.com')).stdout).toBe('ann (ACTIVE)\t tracks: 1\n');
    expect((await at('wss://livekit.example.com')).exitCode).toBe(0);
    const out = await at(`http://127.0.0.1:${server.port}`);
    expect(out.stderr).toContain(': no such host\nSteadyhand: 127.0.0.1 is not a name of the environment "range"; ');
    expect([out.exitCode, server.asked]).toEqual([1, []]);
  });
});

describe('the grammar', () => {
  it.each([
    ['livekit-cli list-rooms --url https://lk.example.com', 'read'],
    ['lk --url https://lk.example.com room participants list r1', 'read'],
    ['lk room list --curl', 'reveal'],
    ['lk room participants remove --room r1 u7', 'change'],
    ['lk room delete r1', 'destroy'],
    ['lk ingress list', 'reveal'],
    ['lk token create --join', 'reveal'],
    ['livekit-cli create-token --join', 'reveal'],
    ['lk sip inbound delete x', 'destroy'],
    ['lk perf load-test', 'unknown'],
  ])('%s: %s', (line, effect) => {
    const call = callOf(line.split(' '));
    expect(handlerOf(call.program).grammar.analyse(call).effect).toBe(effect);
  });
});
