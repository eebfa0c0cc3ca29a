import { describe, expect, test } from 'vitest';
import { destination, listenAddress, type OwnNetwork, resolveName } from './own-network.ts';

const network: OwnNetwork = {
  address: '127.9.0.7',
  groups: ['sg-api'],
  firewall: () => ({
    blackHole: { host: '127.9.0.9', port: 9 },
    guarded: { '127.9.0.2:5432': ['sg-api'], '127.9.0.4:6379': ['sg-other', '127.10.0.0/16'] },
  }),
  hosts: () => ({
    'redis.example.com:6379': '127.9.0.4:6379',
    'db.example.com:5432': '127.9.0.2:5432',
    'api.example.com:80': '127.9.0.3:8080',
  }),
};

describe('a task', () => {
  test.each([
    ['db.example.com', 5432, { host: '127.9.0.2', port: 5432 }],
    ['API.example.com.', 80, { host: '127.9.0.3', port: 8080 }],
    ['127.9.0.3', 8080, { host: '127.9.0.3', port: 8080 }],
    ['redis.example.com', 6379, { host: '127.9.0.9', port: 9 }],
    ['127.9.0.4', 6379, { host: '127.9.0.9', port: 9 }],
    ['localhost', 3000, { host: '127.9.0.7', port: 3000 }],
    ['::1', 3000, { host: '127.9.0.7', port: 3000 }],
  ])('reaches %s:%i', (host, port, place) => {
    expect(destination(network, host, port)).toEqual(place);
  });

  test.each([
    ['db.example.com', 22],
    ['example.com', 80],
    ['127.9.0.3', 22],
    ['169.254.169.254', 80],
  ])('does not reach %s:%i', (host, port) => {
    expect(destination(network, host, port)).toBeNull();
  });

  test('resolves the names of the range alone', () => {
    expect(
      ['api.example.com', 'localhost', '10.0.0.1', 'example.com'].map((name) => resolveName(network, name)),
    ).toEqual(['127.9.0.3', '127.9.0.7', '10.0.0.1', null]);
  });

  test('listens at its own address alone', () => {
    expect([undefined, '0.0.0.0', '::', '10.0.0.1'].map((host) => listenAddress(network, host))).toEqual([
      '127.9.0.7',
      '127.9.0.7',
      '127.9.0.7',
      null,
    ]);
  });
});
