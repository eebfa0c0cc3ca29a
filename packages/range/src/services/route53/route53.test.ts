import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  waitUntilResourceRecordSetsChanged,
} from '@aws-sdk/client-route-53';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createRoute53, type Route53 } from './route53.ts';

const BALANCER = 'chat-1.us-west-2.elb.amazonaws.com';
let clock: ReturnType<typeof manualClock>;
let route53: Route53;
let server: WireServer;
let client: Route53Client;
let names: Map<string, string>;

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:00:00Z');
  names = new Map();
  route53 = createRoute53({
    clock,
    aliasExists: (zoneId, dnsName) => zoneId === 'Z1H1FL5HABSF5' && dnsName === `${BALANCER}.`,
    probe: async () => ({ isWell: true, text: 'HTTP Status Code 200, OK' }),
    sink: { put: () => {} },
    point: (name, to) => void (to === null ? names.delete(name) : names.set(name, to)),
  });
  route53.declare({
    id: 'ZCHAT',
    name: 'example.com',
    records: [{ name: 'chat.example.com.', type: 'CNAME', ttl: 60, values: ['old.example.net'], alias: null }],
  });
  server = await startWireServer({ services: [route53.service], clock, account: '123456789012' });
  client = new Route53Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'range', secretAccessKey: 'range' },
  });
});

afterEach(async () => {
  route53.stop();
  await server.close();
});

async function change(...Changes: Change[]) {
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: 'ZCHAT', ChangeBatch: { Changes } });
  return (await client.send(command)).ChangeInfo;
}

function aRecord(Name: string, Value: string, Action: Change['Action'] = 'UPSERT'): Change {
  return { Action, ResourceRecordSet: { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value }] } };
}

async function records() {
  return (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'ZCHAT' }))).ResourceRecordSets ?? [];
}

const alias: Change = {
  Action: 'UPSERT',
  ResourceRecordSet: {
    Name: 'www.example.com',
    Type: 'A',
    AliasTarget: { HostedZoneId: 'Z1H1FL5HABSF5', DNSName: BALANCER, EvaluateTargetHealth: false },
  },
};

describe('Route 53', () => {
  test('lists zones and their records in its own order', async () => {
    const { HostedZones } = await client.send(new ListHostedZonesCommand({}));
    expect(HostedZones).toEqual([
      {
        Id: '/hostedzone/ZCHAT',
        Name: 'example.com.',
        CallerReference: 'ZCHAT',
        Config: { PrivateZone: false },
        ResourceRecordSetCount: 3,
      },
    ]);
    const byName = await client.send(new ListHostedZonesByNameCommand({ DNSName: 'example.com', MaxItems: 1 }));
    expect(byName.HostedZones?.[0]?.Name).toBe('example.com.');
    expect((await records()).map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'example.com. NS',
      'example.com. SOA',
      'chat.example.com. CNAME',
    ]);
    const page = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'ZCHAT', MaxItems: 2 }));
    expect(page).toMatchObject({ IsTruncated: true, NextRecordName: 'chat.example.com.', NextRecordType: 'CNAME' });
  });

  test('lets names resolve once a change is in sync', async () => {
    expect([...names]).toEqual([['chat.example.com', 'old.example.net']]);
    const info = await change(alias, aRecord('api.example.com', '192.0.2.1'));
    expect(info).toMatchObject({ Status: 'PENDING', Id: expect.stringMatching(/^\/change\/C/) });
    expect(names.size).toBe(1);
    await clock.advance(5000);
    const waiting = { client, maxWaitTime: 5, minDelay: 0.01, maxDelay: 0.01 };
    await waitUntilResourceRecordSetsChanged(waiting, { Id: info?.Id });
    expect(Object.fromEntries(names)).toEqual({
      'chat.example.com': 'old.example.net',
      'www.example.com': BALANCER,
      'api.example.com': '192.0.2.1',
    });
    await change(aRecord('api.example.com', '192.0.2.1', 'DELETE'));
    await clock.advance(5000);
    expect(names.has('api.example.com')).toBe(false);
  });

  test.each([
    ['a name outside', aRecord('chat.example.org', '192.0.2.1'), 'is not permitted in zone example.com.'],
    ['what is there', { ...alias, Action: 'CREATE' as const }, null],
    ['a second type beside a CNAME', aRecord('chat.example.com', '192.0.2.1'), 'conflicts with other records'],
    ['what is no address', aRecord('api.example.com', 'here'), 'ARRDATAIllegalIPv4Address'],
    ['to delete what is not there', aRecord('api.example.com', '192.0.2.1', 'DELETE'), 'but it was not found'],
    [
      'an alias to nothing',
      {
        Action: 'UPSERT' as const,
        ResourceRecordSet: {
          Name: 'x.example.com',
          Type: 'A' as const,
          AliasTarget: { HostedZoneId: 'Z35SXDOTRQ7X7K', DNSName: BALANCER, EvaluateTargetHealth: false },
        },
      },
      'does not lie within the target zone',
    ],
  ])('refuses %s', async (_what, wanted, message) => {
    if (message === null) await change(alias);
    const before = await records();
    await expect(change(aRecord('ok.example.com', '192.0.2.1'), wanted)).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringContaining(message ?? 'but it already exists'),
    });
    expect(await records()).toEqual(before);
  });

  test('refuses what it would not act on, and zones that are not there', async () => {
    const weighted = { ...alias, ResourceRecordSet: { ...alias.ResourceRecordSet, SetIdentifier: 'a', Weight: 1 } };
    await expect(change(weighted as Change)).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'ZOTHER' }))).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
    });
    await expect(client.send(new GetChangeCommand({ Id: 'C0' }))).rejects.toMatchObject({ name: 'NoSuchChange' });
  });
});
