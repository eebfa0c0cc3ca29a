import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHostTable, type HostTable } from './host-table.ts';

let folder: string;
let table: HostTable;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-table-'));
  table = createHostTable(join(folder, 'hosts.json'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a name leads where another leads, also one that comes later', () => {
  table.point('Chat.example.com', 'www.example.com');
  table.point('www.example.com', 'lb.example.net');
  expect(table.hosts).toEqual({});
  table.set('lb.example.net', 80, { host: '127.0.0.1', port: 4000 });
  table.set('lb.example.net', 443, { host: '127.0.0.1', port: 4001 });
  expect(table.hosts).toMatchObject({
    'chat.example.com:80': '127.0.0.1:4000',
    'chat.example.com:443': '127.0.0.1:4001',
    'www.example.com:443': '127.0.0.1:4001',
  });
  expect(JSON.parse(readFileSync(table.file, 'utf8'))).toEqual(table.hosts);
});

test('a name leads to another place, and then nowhere', () => {
  table.set('a.example.net', 80, { host: '127.0.0.1', port: 4000 });
  table.set('b.example.net', 80, { host: '127.9.0.1', port: 80 });
  table.point('chat.example.com', 'a.example.net');
  table.point('chat.example.com', '127.9.0.1');
  expect(table.hosts['chat.example.com:80']).toBe('127.9.0.1:80');
  table.point('chat.example.com', null);
  expect(table.hosts['chat.example.com:80']).toBeUndefined();
});

test('a circle, and an address that the range does not have, lead nowhere', () => {
  table.set('a.example.net', 80, { host: '127.0.0.1', port: 4000 });
  table.point('x.example.com', 'y.example.com');
  table.point('y.example.com', 'x.example.com');
  table.point('z.example.com', '192.0.2.1');
  expect(Object.keys(table.hosts)).toEqual(['a.example.net:80']);
});
