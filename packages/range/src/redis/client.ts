import { connect } from 'node:net';
import type { Address } from '../network/loopback.ts';

/**
 * Sends a few commands in one go and gives the whole reply as it came (RESP, redis.io/docs/reference/protocol-spec).
 * Enough to ask a server how it is; rejects when it cannot be reached.
 */
export function askRedis(address: Address, commands: readonly string[][]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    let reply = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      reply += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(reply));
    for (const command of [...commands, ['QUIT']]) socket.write(encode(command));
  });
}

function encode(command: readonly string[]): string {
  return `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
