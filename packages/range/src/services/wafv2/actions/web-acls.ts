import type {
  GetWebACLForResourceRequest,
  GetWebACLForResourceResponse,
  GetWebACLRequest,
  GetWebACLResponse,
  ListResourcesForWebACLRequest,
  ListResourcesForWebACLResponse,
  ListWebACLsRequest,
  ListWebACLsResponse,
  UpdateWebACLRequest,
  UpdateWebACLResponse,
  WebACL,
} from '@aws-sdk/client-wafv2';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { noSuchItem, notImplemented } from '../refusals.ts';
import { readRule, ruleShape, visibility } from '../rule-shape.ts';
import type { WebAcl } from '../web-acls.ts';
import { isRegional, resourcesOf, type WafWorld } from '../world.ts';

/** Of a page that does not say. */
export const PAGE = 100;

export function listWebAcls(world: WafWorld, input: Checked<ListWebACLsRequest>): ListWebACLsResponse {
  const all = isRegional(world, input.Scope) ? world.webAcls.all() : [];
  const { items, nextToken } = page(all, { limit: input.Limit ?? PAGE, token: input.NextMarker });
  return {
    NextMarker: nextToken,
    WebACLs: items.map(({ name, id, arn, lockToken }) => ({ Name: name, Id: id, ARN: arn, LockToken: lockToken })),
  };
}

export function getWebAcl(world: WafWorld, input: Checked<GetWebACLRequest>): GetWebACLResponse {
  const { ARN, Name: name = '', Id: id = '', Scope } = input;
  if (Scope !== undefined && !isRegional(world, Scope)) throw noSuchItem();
  const acl = ARN === undefined ? world.webAcls.get({ name, id }) : world.webAcls.byArn(ARN);
  if (!acl) throw noSuchItem();
  return { WebACL: aclShape(acl), LockToken: acl.lockToken };
}

export function getWebAclForResource(
  world: WafWorld,
  { ResourceArn }: Checked<GetWebACLForResourceRequest>,
): GetWebACLForResourceResponse {
  const { stack, names } = world;
  if (!stack.loadBalancers.some(({ name }) => names.loadBalancer(name) === ResourceArn)) throw noSuchItem();
  const acl = world.webAcls.all().find((candidate) => resourcesOf(world, candidate).includes(ResourceArn));
  return acl ? { WebACL: aclShape(acl) } : {};
}

export function listResourcesForWebAcl(
  world: WafWorld,
  { WebACLArn, ResourceType = 'APPLICATION_LOAD_BALANCER' }: Checked<ListResourcesForWebACLRequest>,
): ListResourcesForWebACLResponse {
  const acl = world.webAcls.byArn(WebACLArn);
  if (!acl) throw noSuchItem();
  return { ResourceArns: ResourceType === 'APPLICATION_LOAD_BALANCER' ? resourcesOf(world, acl) : [] };
}

/** Rules may change; that what no rule takes is allowed may not. */
export function updateWebAcl(world: WafWorld, input: Checked<UpdateWebACLRequest>): UpdateWebACLResponse {
  const { Name: name, Id: id, DefaultAction, VisibilityConfig, Rules = [], LockToken, Scope, ...others } = input;
  if (!isRegional(world, Scope)) throw noSuchItem();
  const acl = world.webAcls.get({ name, id });
  const { Description: _, ...unsupported } = others;
  const other = Object.keys(unsupported)[0];
  if (other) throw notImplemented(`UpdateWebACL with ${other}`);
  if (!DefaultAction.Allow || DefaultAction.Block) throw notImplemented('another default action than to allow');
  if (VisibilityConfig.MetricName !== name) throw notImplemented('a metric of another name than the web ACL');
  const rules = Rules.map(readRule);
  for (const { match } of rules) {
    if ('ipSetArn' in match && !world.webAcls.ipSets.byArn(match.ipSetArn)) throw noSuchItem();
  }
  world.webAcls.setRules(acl, LockToken, rules);
  return { NextLockToken: acl.lockToken };
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html */
const CAPACITY = { ipSet: 1, rate: 2, pathPrefix: 2 };

function aclShape({ name, id, arn, rules }: WebAcl): WebACL {
  const capacities = rules.map(({ match }) =>
    'ipSetArn' in match ? CAPACITY.ipSet : CAPACITY.rate + (match.pathPrefix ? CAPACITY.pathPrefix : 0),
  );
  return {
    Name: name,
    Id: id,
    ARN: arn,
    DefaultAction: { Allow: {} },
    Rules: rules.map(ruleShape),
    VisibilityConfig: visibility(name),
    Capacity: capacities.reduce((sum, capacity) => sum + capacity, 0),
    ManagedByFirewallManager: false,
  };
}
