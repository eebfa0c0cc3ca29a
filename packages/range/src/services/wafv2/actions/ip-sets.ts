import { randomUUID } from 'node:crypto';
import type {
  CreateIPSetRequest,
  CreateIPSetResponse,
  DeleteIPSetRequest,
  DeleteIPSetResponse,
  GetIPSetRequest,
  GetIPSetResponse,
  IPSetSummary,
  ListIPSetsRequest,
  ListIPSetsResponse,
  UpdateIPSetRequest,
  UpdateIPSetResponse,
} from '@aws-sdk/client-wafv2';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { IpSet } from '../ip-sets.ts';
import { inUse, noSuchItem, notImplemented } from '../refusals.ts';
import { isRegional, type WafWorld } from '../world.ts';
import { PAGE } from './web-acls.ts';

export function listIpSets(world: WafWorld, input: Checked<ListIPSetsRequest>): ListIPSetsResponse {
  const all = isRegional(world, input.Scope) ? world.webAcls.ipSets.all() : [];
  const { items, nextToken } = page(all, { limit: input.Limit ?? PAGE, token: input.NextMarker });
  return { NextMarker: nextToken, IPSets: items.map(summary) };
}

export function getIpSet(world: WafWorld, input: Checked<GetIPSetRequest>): GetIPSetResponse {
  const { name, id, arn, description, version, addresses, lockToken } = found(world, input);
  return {
    IPSet: {
      Name: name,
      Id: id,
      ARN: arn,
      Description: description,
      IPAddressVersion: version,
      Addresses: [...addresses],
    },
    LockToken: lockToken,
  };
}

export function createIpSet(world: WafWorld, input: Checked<CreateIPSetRequest>): CreateIPSetResponse {
  const { Name, Addresses, IPAddressVersion, Description, Tags, Scope } = input;
  if (Tags?.length) throw notImplemented('CreateIPSet with Tags');
  if (!isRegional(world, Scope)) throw notImplemented('an IP set for CloudFront');
  const id = randomUUID();
  const arn = world.names.ipSet(Name).replace(/[^/]+$/, id);
  const set = { id, name: Name, arn, version: IPAddressVersion, description: Description, addresses: Addresses };
  return { Summary: summary(world.webAcls.ipSets.create(set)) };
}

export function updateIpSet(world: WafWorld, input: Checked<UpdateIPSetRequest>): UpdateIPSetResponse {
  const { name, id } = found(world, input);
  const changes = { addresses: input.Addresses, description: input.Description };
  const { lockToken } = world.webAcls.ipSets.update({ name, id, lockToken: input.LockToken }, changes);
  return { NextLockToken: lockToken };
}

export function deleteIpSet(world: WafWorld, input: Checked<DeleteIPSetRequest>): DeleteIPSetResponse {
  const set = found(world, input);
  if (world.webAcls.isUsed(set)) throw inUse();
  world.webAcls.ipSets.delete({ name: set.name, id: set.id, lockToken: input.LockToken });
  return {};
}

function found(world: WafWorld, { Name: name, Id: id, Scope }: { Name: string; Id: string; Scope: string }): IpSet {
  if (!isRegional(world, Scope)) throw noSuchItem();
  return world.webAcls.ipSets.get({ name, id });
}

function summary({ name, id, arn, description, lockToken }: IpSet): IPSetSummary {
  return { Name: name, Id: id, ARN: arn, Description: description, LockToken: lockToken };
}
