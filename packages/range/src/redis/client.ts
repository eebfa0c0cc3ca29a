import { connect } from 'node:net';
import type { Address } from '../network/loopback.ts';

/**
 * Sends a few commands in one go and gives the whole reply as it came (RESP, redis.io/docs/reference/protocol-spec).
 * Enough to run a server; rejects when it cannot be reached or answers a command with an error.
 */
export async function askRedis(address: Address, commands: readonly (readonly string[])[]): Promise<string> {
  const reply = await exchange(address, commands);
  const error = /^-(.*)\r$/m.exec(reply)?.[1];
  if (error !== undefined) throw new RedisError(error);
  return reply;
}

/** What a server answered; `message` begins with the kind: `WRONGPASS invalid …`. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

function exchange(address: Address, commands: readonly (readonly string[])[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    let reply = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      reply += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(reply));
    socket.write([...commands, ['QUIT']].map(encode).join(''));
  });
}

function encode(command: readonly string[]): string {
  return `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
