import type { Handlers, RangeService } from '../../wire/service.ts';
import { getRateBasedStatementManagedKeys } from './actions/get-rate-based-statement-managed-keys.ts';
import { getSampledRequests } from './actions/get-sampled-requests.ts';
import { createIpSet, deleteIpSet, getIpSet, listIpSets, updateIpSet } from './actions/ip-sets.ts';
import {
  getWebAcl,
  getWebAclForResource,
  listResourcesForWebAcl,
  listWebAcls,
  updateWebAcl,
} from './actions/web-acls.ts';
import type { WafWorld } from './world.ts';

/** AWS WAF with the stack's web ACLs, which act in the load balancers. */
export function createWafv2(world: WafWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-wafv2')> = {
    CreateIPSet: (input) => createIpSet(world, input),
    DeleteIPSet: (input) => deleteIpSet(world, input),
    GetIPSet: (input) => getIpSet(world, input),
    GetRateBasedStatementManagedKeys: (input) => getRateBasedStatementManagedKeys(world, input),
    GetSampledRequests: (input) => getSampledRequests(world, input),
    GetWebACL: (input) => getWebAcl(world, input),
    GetWebACLForResource: (input) => getWebAclForResource(world, input),
    ListIPSets: (input) => listIpSets(world, input),
    ListResourcesForWebACL: (input) => listResourcesForWebAcl(world, input),
    ListWebACLs: (input) => listWebAcls(world, input),
    UpdateIPSet: (input) => updateIpSet(world, input),
    UpdateWebACL: (input) => updateWebAcl(world, input),
  };
  return { client: 'wafv2', load: () => import('@aws-sdk/client-wafv2'), handlers };
}
