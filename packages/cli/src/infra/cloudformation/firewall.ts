import type { Exporting } from '../exporting.ts';
import { addressVersion, type FirewallRule, ipSetId, type RateMatch } from '../facts/firewall.ts';
import type { Body, Resource } from '../tree.ts';
import { get } from './refs.ts';
import { resource } from './resource.ts';

export function webAcls({ stack }: Exporting): Resource[] {
  return stack.webAcls.flatMap(({ id, name, ipSets, rules }) => [
    ...ipSets.map((set) =>
      resource('IpSet', ipSetId(id, set.id), {
        body: {
          Name: set.name,
          Scope: 'REGIONAL',
          IPAddressVersion: addressVersion(set),
          Addresses: set.addresses,
        },
      }),
    ),
    resource('WebAcl', id, {
      body: {
        Name: name,
        Scope: 'REGIONAL',
        DefaultAction: { Allow: {} },
        VisibilityConfig: visibility(name),
        Rules: rules.map((rule) => ruleBody(id, rule)),
      },
    }),
  ]);
}

const ACTIONS = { ALLOW: 'Allow', BLOCK: 'Block', COUNT: 'Count' } as const;

function ruleBody(acl: string, { name, priority, action, match }: FirewallRule): Body {
  return {
    Name: name,
    Priority: priority,
    Action: { [ACTIONS[action]]: {} },
    Statement:
      'rate' in match
        ? { RateBasedStatement: rateStatement(match.rate) }
        : { IPSetReferenceStatement: { Arn: get('IpSet', ipSetId(acl, match.ipSet), 'Arn') } },
    VisibilityConfig: visibility(name),
  };
}

function rateStatement({ limit, windowSeconds, pathPrefix }: RateMatch): Body {
  return {
    Limit: limit,
    AggregateKeyType: 'IP',
    EvaluationWindowSec: windowSeconds,
    ScopeDownStatement:
      pathPrefix === undefined
        ? undefined
        : {
            ByteMatchStatement: {
              FieldToMatch: { UriPath: {} },
              PositionalConstraint: 'STARTS_WITH',
              SearchString: pathPrefix,
              TextTransformations: [{ Priority: 0, Type: 'NONE' }],
            },
          },
  };
}

function visibility(name: string): Body {
  return { MetricName: name, CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true };
}
