import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureStack } from '../testing/fixture-range.ts';
import { namesOf } from '../world/names.ts';
import { openBlackHole } from './black-hole.ts';
import { createFirewall, type Firewall } from './firewall.ts';
import { type FirewallRules, isAdmitted } from './firewall-rules.ts';
import { type Loopback, takeLoopback } from './loopback.ts';
import { SecurityGroups } from './security-groups.ts';

const stack = fixtureStack({
  securityGroups: [
    { id: 'api', name: 'fixture-api', description: 'api', ingress: [] },
    {
      id: 'db',
      name: 'fixture-db',
      description: 'db',
      ingress: [{ fromPort: 5432, toPort: 5432, source: { securityGroup: 'api' } }],
    },
  ],
});
const names = namesOf(stack, '000000000000');
const [api, db] = [names.securityGroupId('fixture-api'), names.securityGroupId('fixture-db')];
const folder = mkdtempSync(join(tmpdir(), 'firewall-test-'));
let loopback: Loopback;
let firewall: Firewall;

beforeAll(async () => {
  loopback = await takeLoopback();
  firewall = createFirewall(join(folder, 'firewall.json'), loopback);
});

afterAll(async () => {
  await firewall.close();
  await loopback.close();
  rmSync(folder, { recursive: true });
});

describe('the firewall', () => {
  test('admits members of the groups that the rules name, and follows every change', async () => {
    const groups = new SecurityGroups();
    groups.declare(stack, names);
    const gate = { host: '127.9.0.1', port: 15432 };
    const open = { host: '127.9.0.2', port: 6379 };
    await firewall.guard(gate, { groups, groupIds: [db], port: 5432 });
    await firewall.guard(open, { groups, groupIds: [], port: 6379 });
    const admitted = () => [api, db].map((id) => firewall.admits(gate, { address: '127.9.0.7', groups: [id] }));
    expect(admitted()).toEqual([true, false]);
    expect(firewall.admits(open, { address: '127.9.0.7', groups: [] })).toBe(true);
    const group = groups.find(db);
    if (!group) throw new TypeError('no group');
    const before = group.rules;
    groups.setRules(group, []);
    expect(admitted()).toEqual([false, false]);
    groups.setRules(group, before);
    expect(admitted()).toEqual([true, false]);
    const told = JSON.parse(readFileSync(firewall.file, 'utf8')) as FirewallRules;
    expect(told.guarded).toEqual({ '127.9.0.1:15432': [api] });
    expect(told.blackHole?.host).toMatch(/^127\./);
  });

  test.each([
    ['0.0.0.0/0', true],
    ['10.0.0.0/16', true],
    ['127.9.0.0/24', true],
    ['127.9.1.0/24', false],
    ['203.0.113.0/24', false],
    ['::/0', false],
  ])('rule from %s', (cidr, admitted) => {
    const rules = { blackHole: null, guarded: { '127.9.0.1:5432': [cidr] } };
    expect(isAdmitted(rules, { host: '127.9.0.1', port: 5432 }, { address: '127.9.0.7', groups: [] })).toBe(admitted);
  });
});

test('the black hole neither accepts nor refuses', async () => {
  const hole = await openBlackHole(await loopback.claim(9));
  await hole.full;
  const socket = connect(hole.address);
  const outcome = await new Promise((resolve) => {
    for (const event of ['connect', 'error', 'close']) socket.once(event, () => resolve(event));
    // What is asserted is that nothing happens in a time in which loopback answers a thousand times.
    socket.setTimeout(300, () => resolve('timeout'));
  });
  expect(outcome).toBe('timeout');
  socket.destroy();
  await hole.close();
});
