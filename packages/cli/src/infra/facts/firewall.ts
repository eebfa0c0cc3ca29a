import type { Stack } from '@steadyhand/contracts';
import { notExportable } from '../find.ts';

type WebAcl = Stack['webAcls'][number];
export type FirewallRule = WebAcl['rules'][number];

export type RateMatch = Extract<FirewallRule['match'], { rate: unknown }>['rate'];

/** An IP set holds addresses of one version. */
export function addressVersion({ name, addresses }: WebAcl['ipSets'][number]): 'IPV4' | 'IPV6' {
  const longOnes = addresses.filter((address) => address.includes(':')).length;
  if (longOnes > 0 && longOnes < addresses.length) {
    throw notExportable(`The IP set ${name}`, 'WAF keeps addresses of IPv4 and of IPv6 in sets of their own');
  }
  return longOnes > 0 ? 'IPV6' : 'IPV4';
}

/** Id of an IP set of a web ACL, distinct in the whole stack. */
export function ipSetId(acl: string, set: string): string {
  return `${acl}-${set}`;
}
