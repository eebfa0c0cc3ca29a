import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateIPSetCommand,
  DeleteIPSetCommand,
  GetIPSetCommand,
  GetRateBasedStatementManagedKeysCommand,
  GetSampledRequestsCommand,
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListIPSetsCommand,
  ListResourcesForWebACLCommand,
  ListWebACLsCommand,
  UpdateIPSetCommand,
  UpdateWebACLCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import type { RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startRange } from '../../range.ts';
import { fixtureOptions, fixtureStack, until } from '../../testing/fixture-range.ts';

/** Range seconds per second: a window of a minute is over in two. */
const SPEED = 30;
const LIMIT = 20;

let state: string;
let range: RangeControl;
let waf: WAFV2Client;
let port: number;

const scope = { Scope: 'REGIONAL' } as const;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'steady-waf-'));
  const stack = fixtureStack({
    loadBalancers: fixtureStack().loadBalancers.map((balancer) => ({ ...balancer, webAcl: 'main' })),
    webAcls: [
      {
        id: 'main',
        name: 'fixture-acl',
        ipSets: [
          { id: 'trusted', name: 'fixture-trusted', addresses: [] },
          { id: 'banned', name: 'fixture-banned', addresses: ['127.66.0.0/16'] },
        ],
        rules: [
          {
            name: 'Limit',
            priority: 2,
            action: 'BLOCK',
            match: { rate: { limit: LIMIT, windowSeconds: 60, pathPrefix: '/poll/' } },
          },
          { name: 'Trusted', priority: 0, action: 'ALLOW', match: { ipSet: 'trusted' } },
          { name: 'Banned', priority: 1, action: 'BLOCK', match: { ipSet: 'banned' } },
        ],
      },
    ],
  });
  range = await startRange(fixtureOptions({ name: 'waf', stateFolder: state, stack, speed: SPEED }));
  const { endpoint } = range.description;
  waf = new WAFV2Client({ endpoint, region: 'eu-west-1', credentials: range.description.credentials });
  port = Number(new URL(range.description.urls[0]?.url ?? '').port);
}, 60_000);

afterAll(async () => {
  waf.destroy();
  await range.stop();
  await rm(state, { recursive: true, force: true });
});

function get(path: string, from: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, localAddress: from, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function statuses(from: string, count: number): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => get('/poll/?id=1', from)));
  return answers.map(({ status }) => status);
}

/** What an address hears that has asked too often. */
function blockedAnswer(from: string) {
  return until(
    async () => {
      await statuses(from, 2 * LIMIT);
      return get('/poll/', from);
    },
    ({ status }) => status === 403,
  );
}

async function limited(): Promise<string[]> {
  const { Name, Id } = await acl();
  const named = { WebACLName: Name, WebACLId: Id, RuleName: 'Limit', ...scope };
  const { ManagedKeysIPV4 } = await waf.send(new GetRateBasedStatementManagedKeysCommand(named));
  return ManagedKeysIPV4?.Addresses ?? [];
}

async function acl() {
  const { WebACLs = [] } = await waf.send(new ListWebACLsCommand(scope));
  return { Name: WebACLs[0]?.Name ?? '', Id: WebACLs[0]?.Id ?? '', arn: WebACLs[0]?.ARN ?? '' };
}

async function ipSet(name: string) {
  const { IPSets = [] } = await waf.send(new ListIPSetsCommand(scope));
  const found = IPSets.find(({ Name }) => Name === name);
  return { Name: name, Id: found?.Id ?? '', LockToken: found?.LockToken ?? '', ...scope };
}

/** About; windows around it are wide. */
function rangeNow(): number {
  return Date.parse(range.description.startedAt) + (Date.now() - Date.parse(range.description.startedAt)) * SPEED;
}

async function sampled(rule: string, items = 500) {
  const { arn } = await acl();
  const now = rangeNow();
  const TimeWindow = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now + 3_600_000) };
  const command = { WebAclArn: arn, RuleMetricName: rule, TimeWindow, MaxItems: items, ...scope };
  return waf.send(new GetSampledRequestsCommand(command));
}

describe('a web ACL before a load balancer', () => {
  test('blocks an address above the limit of a rate-based rule, and only where the rule looks', async () => {
    expect(new Set(await statuses('127.0.0.7', LIMIT / 2))).toEqual(new Set([200]));
    const blocked = await blockedAnswer('127.0.0.7');
    expect(blocked.text).toContain('<center><h1>403 Forbidden</h1></center>');
    expect((await get('/', '127.0.0.7')).status).toBe(200);
    expect((await get('/poll/', '127.0.0.8')).status).toBe(200);
    expect(await limited()).toContain('127.0.0.7/32');
    // Who goes on asking stays above the limit, so it is the service that is asked when the window is over.
    await until(limited, (addresses) => !addresses.includes('127.0.0.7/32'));
    expect((await get('/poll/', '127.0.0.7')).status).toBe(200);
  });

  test('tells sampled requests by rule, with what was asked and by whom', async () => {
    await blockedAnswer('127.0.0.9');
    const { SampledRequests = [], PopulationSize = 0 } = await sampled('Limit');
    expect(PopulationSize).toBeGreaterThan(0);
    expect(SampledRequests.reduce((sum, { Weight = 0 }) => sum + Weight, 0)).toBe(PopulationSize);
    const mine = SampledRequests.find(({ Request }) => Request?.ClientIP === '127.0.0.9');
    expect(mine).toMatchObject({ Action: 'BLOCK', Request: { Method: 'GET', URI: '/poll/', HTTPVersion: 'HTTP/1.1' } });
    expect(mine?.Request?.Headers).toContainEqual({ Name: 'Host', Value: `127.0.0.1:${port}` });
    expect((await sampled('Limit', 1)).SampledRequests).toHaveLength(1);
    expect((await sampled('Default_Action')).SampledRequests?.[0]?.Action).toBe('ALLOW');
  });

  test('blocks and lets pass by IP sets in the order of priority, as they are now', async () => {
    expect((await get('/', '127.66.1.2')).status).toBe(403);
    const trusted = await ipSet('fixture-trusted');
    await waf.send(new UpdateIPSetCommand({ ...trusted, Addresses: ['127.66.1.0/24', '127.5.0.1/32'] }));
    await until(
      () => get('/', '127.66.1.2'),
      ({ status }) => status === 200,
    );
    expect((await get('/', '127.66.2.2')).status).toBe(403);
    await expect(waf.send(new UpdateIPSetCommand({ ...trusted, Addresses: [] }))).rejects.toMatchObject({
      name: 'WAFOptimisticLockException',
    });
    const { IPSet, LockToken } = await waf.send(new GetIPSetCommand(trusted));
    expect(IPSet).toMatchObject({ Addresses: ['127.66.1.0/24', '127.5.0.1/32'], IPAddressVersion: 'IPV4' });
    expect(LockToken).not.toBe(trusted.LockToken);
    await waf.send(new UpdateIPSetCommand({ ...trusted, LockToken, Addresses: [] }));
    await until(
      () => get('/', '127.66.1.2'),
      ({ status }) => status === 403,
    );
  });

  test.each(['1.2.3.4', '1.2.3.4/33', '1.2.3.4/0', '::1/64', 'here/24'])('refuses the address %s', async (address) => {
    const set = await ipSet('fixture-trusted');
    await expect(waf.send(new UpdateIPSetCommand({ ...set, Addresses: [address] }))).rejects.toMatchObject({
      name: 'WAFInvalidParameterException',
      Field: 'IP_ADDRESS',
      Parameter: address,
    });
  });

  test('judges WebSockets as well', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { localAddress: '127.66.9.9' });
    const status = await new Promise((resolve, reject) => {
      socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode));
      socket.on('open', () => reject(new TypeError('it was let through')));
    });
    expect(status).toBe(403);
  });

  test('counts in AWS/WAFV2', async () => {
    const cloudwatch = new CloudWatchClient({
      endpoint: range.description.endpoint,
      region: 'eu-west-1',
      credentials: range.description.credentials,
    });
    for (let i = 0; i < 3; i++) await get('/', '127.66.8.8');
    await sampled('Banned');
    const dimensions = { WebACL: 'fixture-acl', Region: 'eu-west-1', Rule: 'Banned' };
    const now = rangeNow();
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/WAFV2',
        MetricName: 'BlockedRequests',
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(now - 3_600_000),
        EndTime: new Date(now + 3_600_000),
        Period: 60,
        Statistics: ['Sum'],
      }),
    );
    cloudwatch.destroy();
    expect(Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)).toBeGreaterThanOrEqual(3);
  });

  test('takes another limit and another action while it runs', async () => {
    const { Name, Id, arn } = await acl();
    const { WebACL, LockToken } = await waf.send(new GetWebACLCommand({ Name, Id, ...scope }));
    expect(WebACL?.Rules?.map((rule) => [rule.Name, rule.Priority])).toEqual([
      ['Trusted', 0],
      ['Banned', 1],
      ['Limit', 2],
    ]);
    const Rules = (WebACL?.Rules ?? []).map((rule) => ({
      ...rule,
      Action: rule.Name === 'Banned' ? { Count: {} } : rule.Action,
    }));
    const changed = {
      Name,
      Id,
      ...scope,
      DefaultAction: { Allow: {} },
      VisibilityConfig: WebACL?.VisibilityConfig,
      Rules,
    };
    await waf.send(new UpdateWebACLCommand({ ...changed, LockToken }));
    await until(
      () => get('/', '127.66.3.3'),
      ({ status }) => status === 200,
    );
    expect((await sampled('Banned')).SampledRequests?.some(({ Action }) => Action === 'COUNT')).toBe(true);
    await expect(waf.send(new UpdateWebACLCommand({ ...changed, LockToken }))).rejects.toMatchObject({
      name: 'WAFOptimisticLockException',
    });
    const { LockToken: next } = await waf.send(new GetWebACLCommand({ Name, Id, ...scope }));
    await waf.send(new UpdateWebACLCommand({ ...changed, Rules: WebACL?.Rules, LockToken: next }));
    await until(
      () => get('/', '127.66.3.3'),
      ({ status }) => status === 403,
    );
    const { ResourceArns = [] } = await waf.send(new ListResourcesForWebACLCommand({ WebACLArn: arn }));
    expect(ResourceArns).toHaveLength(1);
    const found = await waf.send(new GetWebACLForResourceCommand({ ResourceArn: ResourceArns[0] }));
    expect(found.WebACL?.ARN).toBe(arn);
  });
});

test('refuses what AWS refuses', async () => {
  await expect(waf.send(new ListWebACLsCommand({ Scope: 'CLOUDFRONT' }))).rejects.toMatchObject({
    name: 'WAFInvalidParameterException',
  });
  await expect(sampled('Limit', 501)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(sampled('NoSuchRule')).rejects.toMatchObject({ name: 'WAFNonexistentItemException' });
  await expect(waf.send(new DeleteIPSetCommand(await ipSet('fixture-trusted')))).rejects.toMatchObject({
    name: 'WAFAssociatedItemException',
  });
  const Name = 'fixture-spare';
  await waf.send(new CreateIPSetCommand({ Name, ...scope, IPAddressVersion: 'IPV6', Addresses: ['2001:db8::/32'] }));
  await waf.send(new DeleteIPSetCommand(await ipSet(Name)));
  await expect(waf.send(new GetIPSetCommand({ Name, Id: 'gone', ...scope }))).rejects.toMatchObject({
    name: 'WAFNonexistentItemException',
  });
});
