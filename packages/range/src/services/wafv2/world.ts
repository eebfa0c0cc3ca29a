import type { Clock, Stack } from '@steadyhand/contracts';
import type { LoadBalancer } from '../../world/load-balancer.ts';
import type { Names } from '../../world/names.ts';
import { invalidParameter } from './refusals.ts';
import type { WebAcl, WebAcls } from './web-acls.ts';

/** What of the range AWS WAF shows. */
export interface WafWorld {
  readonly stack: Stack;
  readonly names: Names;
  readonly clock: Clock;
  readonly webAcls: WebAcls;
  readonly balancers: readonly LoadBalancer[];
}

/** Where CloudFront's web ACLs are. */
const CLOUDFRONT_REGION = 'us-east-1';

/**
 * Whether the scope is the region's own; that of CloudFront has nothing in a range.
 * @throws {AwsError} WAFInvalidParameterException where CloudFront's is not to be asked for
 */
export function isRegional({ names }: WafWorld, scope: string): boolean {
  if (scope === 'REGIONAL') return true;
  if (names.region !== CLOUDFRONT_REGION) {
    throw invalidParameter('SCOPE_VALUE', scope, 'The scope is not valid.');
  }
  return false;
}

/** ARNs of the load balancers that a web ACL protects. */
export function resourcesOf({ stack, names }: WafWorld, acl: WebAcl): string[] {
  const spec = stack.webAcls.find(({ name }) => names.webAcl(name) === acl.arn);
  return stack.loadBalancers
    .filter(({ webAcl }) => webAcl !== undefined && webAcl === spec?.id)
    .map(({ name }) => names.loadBalancer(name));
}

/** Asks every load balancer to tell what it has seen until now. */
export async function heardAll({ balancers }: WafWorld): Promise<void> {
  await Promise.all(balancers.map((balancer) => balancer.synced()));
}
