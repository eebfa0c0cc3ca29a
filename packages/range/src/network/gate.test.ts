import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../testing/fixture-range.ts';
import { createAuthority } from './certificates.ts';
import { type Gate, type GateOptions, openGate } from './gate.ts';
import { type Address, type Loopback, takeLoopback } from './loopback.ts';

let loopback: Loopback;
let gate: Gate;
const ending: (() => unknown)[] = [];

beforeEach(async () => {
  loopback = await takeLoopback();
});

afterEach(async () => {
  await gate.close();
  for (const end of ending.splice(0)) await end();
  await loopback.close();
});

async function open(options: Partial<GateOptions> = {}): Promise<void> {
  gate = openGate({ part: 'test', address: await loopback.claim(7000), ...options });
}

/** Answers each chunk with its name, the chunk, and who asked. */
async function echo(name: string): Promise<Address> {
  const address = await loopback.claim(7001);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => socket.write(`${name} ${chunk} ${socket.remoteAddress}`));
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  ending.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return address;
}

/** A client of the gate, and how its connection ended: an error's code, or `closed`. */
function client(source?: string): { socket: Socket; ended: Promise<string>; ask(text: string): Promise<string> } {
  const socket = connect({ ...gate.address, ...(source ? { localAddress: source } : {}) });
  ending.push(() => socket.destroy());
  return { socket, ended: endOf(socket), ask: (text) => ask(socket, text) };
}

function endOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.once('close', () => resolve('closed'));
  });
}

function ask(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk) => resolve(String(chunk)));
    socket.write(text);
  });
}

describe('a gate', () => {
  test('refuses while there is no server, and leads new connections to the server of the moment', async () => {
    await open();
    expect(await client().ended).toBe('ECONNREFUSED');
    await gate.setTarget(await echo('one'));
    const first = client();
    expect(await first.ask('a')).toMatch(/^one a/);
    await gate.setTarget(await echo('two'));
    expect(await client().ask('b')).toMatch(/^two b/);
    expect(await first.ask('c')).toMatch(/^one c/);
    await gate.setTarget(null);
    expect(await client().ended).toBe('ECONNREFUSED');
    expect(await first.ask('d')).toMatch(/^one d/);
  });

  test('counts connections, and resets them when they are cut', async () => {
    await open();
    await gate.setTarget(await echo('one'));
    const clients = [client(), client()];
    await Promise.all(clients.map(({ ask }) => ask('a')));
    expect(gate.connections).toBe(2);
    expect(gate.cut()).toBe(2);
    expect(await Promise.all(clients.map(({ ended }) => ended))).toEqual(['ECONNRESET', 'ECONNRESET']);
    await until(
      () => gate.connections,
      (count) => count === 0,
    );
  });

  test('resets a client whose server does not answer any more', async () => {
    await open();
    await gate.setTarget(await loopback.claim(7002));
    expect(await client().ended).toBe('ECONNRESET');
  });

  test('carries many bytes both ways, however slowly they are read', async () => {
    await open();
    const address = await loopback.claim(7003);
    const server = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => server.listen(address, resolve));
    ending.push(() => server.close());
    await gate.setTarget(address);
    const { socket } = client();
    const sent = Buffer.alloc(8 * 1024 * 1024, 'steady');
    socket.end(sent);
    const got: Buffer[] = [];
    for await (const chunk of socket) got.push(chunk as Buffer);
    expect(Buffer.concat(got).equals(sent)).toBe(true);
  });

  test.runIf(process.platform === 'linux')('knows clients by their address, and so does the server', async () => {
    const [friend, stranger] = [(await loopback.claim(1)).host, (await loopback.claim(1)).host];
    await open({ allow: (source) => source === friend });
    await gate.setTarget(await echo('one'));
    expect(await client(friend).ask('a')).toBe(`one a ${friend}`);
    const { socket } = client(stranger);
    let heard = 0;
    socket.on('data', () => heard++);
    socket.write('hello');
    expect(await client(friend).ask('b')).toBe(`one b ${friend}`);
    expect([gate.connections, heard, socket.destroyed]).toEqual([2, 0, false]);
  });
});

describe('a gate with TLS', () => {
  const names = ['cache.example.com'];

  async function openSecure(plainToo: boolean): Promise<string> {
    const authority = await createAuthority({ now: () => Date.UTC(2026, 10, 22), sleep: async () => {} });
    const context = createSecureContext(await authority.issue(names));
    await open({ tls: () => ({ context, plainToo }) });
    await gate.setTarget(await echo('one'));
    return authority.certificate;
  }

  function secureClient(ca: string) {
    const socket = connectTls({ ...gate.address, ca, servername: 'cache.example.com' });
    ending.push(() => socket.destroy());
    return { socket, ended: endOf(socket) };
  }

  test('speaks it under its name, and resets who does not', async () => {
    const ca = await openSecure(false);
    const { socket } = secureClient(ca);
    expect(await ask(socket, 'a')).toMatch(/^one a/);
    const plain = client();
    plain.socket.write('PING\r\n');
    expect(await plain.ended).toBe('ECONNRESET');
    const other = (await createAuthority({ now: () => Date.UTC(2026, 10, 22), sleep: async () => {} })).certificate;
    expect(await secureClient(other).ended).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY|SIGNATURE/);
  });

  test('may let both kinds in', async () => {
    const ca = await openSecure(true);
    expect(await ask(secureClient(ca).socket, 'a')).toMatch(/^one a/);
    expect(await client().ask('b')).toMatch(/^one b/);
  });
});
