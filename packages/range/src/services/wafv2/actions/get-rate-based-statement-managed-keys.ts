import { isIPv6 } from 'node:net';
import type {
  GetRateBasedStatementManagedKeysRequest,
  GetRateBasedStatementManagedKeysResponse,
} from '@aws-sdk/client-wafv2';
import type { Checked } from '../../../wire/service.ts';
import { noSuchItem, notImplemented } from '../refusals.ts';
import { heardAll, isRegional, type WafWorld } from '../world.ts';

/** The addresses that a rate-based rule acts on now. */
export async function getRateBasedStatementManagedKeys(
  world: WafWorld,
  input: Checked<GetRateBasedStatementManagedKeysRequest>,
): Promise<GetRateBasedStatementManagedKeysResponse> {
  const { WebACLName, WebACLId, RuleName, Scope, RuleGroupRuleName } = input;
  if (RuleGroupRuleName !== undefined) throw notImplemented('RuleGroupRuleName');
  if (!isRegional(world, Scope)) throw noSuchItem();
  const acl = world.webAcls.get({ name: WebACLName, id: WebACLId });
  const rule = acl.rules.find(({ name }) => name === RuleName);
  if (!rule || 'ipSetArn' in rule.match) throw noSuchItem();
  await heardAll(world);
  const addresses = acl.limited[RuleName] ?? [];
  return {
    ManagedKeysIPV4: {
      IPAddressVersion: 'IPV4',
      Addresses: addresses.filter((address) => !isIPv6(address)).map((address) => `${address}/32`),
    },
    ManagedKeysIPV6: {
      IPAddressVersion: 'IPV6',
      Addresses: addresses.filter(isIPv6).map((address) => `${address}/128`),
    },
  };
}
