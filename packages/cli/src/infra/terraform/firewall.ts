import type { Exporting } from '../exporting.ts';
import { addressVersion, type FirewallRule, ipSetId, type RateMatch } from '../facts/firewall.ts';
import type { Body, Resource } from '../tree.ts';
import { of } from './refs.ts';

export function webAcls({ stack }: Exporting): Resource[] {
  return stack.webAcls.flatMap(({ id, name, ipSets, rules }) => [
    ...ipSets.map((set) => ({
      type: 'aws_wafv2_ip_set',
      name: ipSetId(id, set.id),
      body: { name: set.name, scope: 'REGIONAL', ip_address_version: addressVersion(set), addresses: set.addresses },
    })),
    {
      type: 'aws_wafv2_web_acl',
      name: id,
      body: {
        name,
        scope: 'REGIONAL',
        default_action: { allow: {} },
        visibility_config: visibility(name),
        rule: rules.map((rule) => ruleBody(id, rule)),
      },
    },
  ]);
}

function ruleBody(acl: string, { name, priority, action, match }: FirewallRule): Body {
  return {
    name,
    priority,
    action: { [action.toLowerCase()]: {} },
    statement:
      'rate' in match
        ? { rate_based_statement: rateStatement(match.rate) }
        : { ip_set_reference_statement: { arn: of('aws_wafv2_ip_set', ipSetId(acl, match.ipSet), 'arn') } },
    visibility_config: visibility(name),
  };
}

function rateStatement({ limit, windowSeconds, pathPrefix }: RateMatch): Body {
  return {
    limit,
    aggregate_key_type: 'IP',
    evaluation_window_sec: windowSeconds,
    scope_down_statement:
      pathPrefix === undefined
        ? undefined
        : {
            byte_match_statement: {
              field_to_match: { uri_path: {} },
              positional_constraint: 'STARTS_WITH',
              search_string: pathPrefix,
              text_transformation: { priority: 0, type: 'NONE' },
            },
          },
  };
}

function visibility(name: string): Body {
  return { metric_name: name, cloudwatch_metrics_enabled: true, sampled_requests_enabled: true };
}
