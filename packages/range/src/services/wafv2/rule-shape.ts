/** Rules as the API writes them, there and back. What the balancers do not act on is refused. */
import type { Rule, RuleAction, Statement } from '@aws-sdk/client-wafv2';
import type { RateMatch, WafAction } from '../../balancer/protocol.ts';
import type { Checked } from '../../wire/service.ts';
import { invalidParameter, notImplemented } from './refusals.ts';
import type { AclRule } from './web-acls.ts';

const ACTIONS: Record<WafAction, RuleAction> = { ALLOW: { Allow: {} }, BLOCK: { Block: {} }, COUNT: { Count: {} } };
const WINDOWS = [60, 120, 300, 600];
const LIMIT_MIN = 10;
const LIMIT_MAX = 2_000_000_000;
const DEFAULT_WINDOW = 300;

export function ruleShape({ name, priority, action, match }: AclRule): Rule {
  return {
    Name: name,
    Priority: priority,
    Statement: 'ipSetArn' in match ? { IPSetReferenceStatement: { ARN: match.ipSetArn } } : rateShape(match),
    Action: ACTIONS[action],
    VisibilityConfig: visibility(name),
  };
}

export function visibility(name: string) {
  return { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: name };
}

function rateShape({ limit, windowSeconds, pathPrefix }: RateMatch): Statement {
  return {
    RateBasedStatement: {
      Limit: limit,
      EvaluationWindowSec: windowSeconds,
      AggregateKeyType: 'IP',
      ...(pathPrefix !== '' && {
        ScopeDownStatement: {
          ByteMatchStatement: {
            SearchString: Buffer.from(pathPrefix),
            FieldToMatch: { UriPath: {} },
            TextTransformations: [{ Priority: 0, Type: 'NONE' }],
            PositionalConstraint: 'STARTS_WITH',
          },
        },
      }),
    },
  };
}

/** @throws {AwsError} WAFInvalidParameterException, NotImplemented */
export function readRule(given: Checked<Rule>): AclRule {
  const { Name, Priority, VisibilityConfig } = given;
  if (given.OverrideAction || given.RuleLabels?.length || given.CaptchaConfig || given.ChallengeConfig) {
    throw notImplemented('a rule with OverrideAction, RuleLabels, CaptchaConfig or ChallengeConfig');
  }
  if (VisibilityConfig.MetricName !== Name || !VisibilityConfig.CloudWatchMetricsEnabled) {
    throw notImplemented('a rule without a metric of its own name');
  }
  return { name: Name, priority: Priority, action: readAction(given), match: readMatch(given.Statement) };
}

function readAction({ Name, Action }: Checked<Rule>): WafAction {
  const [kind, settings] = Object.entries(Action ?? {})[0] ?? [];
  const action = kind?.toUpperCase();
  if (action !== 'ALLOW' && action !== 'BLOCK' && action !== 'COUNT') {
    if (kind) throw notImplemented(`the action ${kind}`);
    throw invalidParameter('RULE_ACTION', Name, 'You must specify an action for the rule.');
  }
  if (Object.keys(settings ?? {}).length > 0) throw notImplemented('a custom request or response');
  return action;
}

function readMatch({ IPSetReferenceStatement: ipSet, RateBasedStatement: rate, ...others }: Checked<Statement>) {
  const other = Object.keys(others)[0];
  if (other) throw notImplemented(other);
  if (ipSet) {
    if (ipSet.IPSetForwardedIPConfig) throw notImplemented('IPSetForwardedIPConfig');
    return { ipSetArn: ipSet.ARN };
  }
  if (!rate) throw invalidParameter('STATEMENT', '', 'A rule must have a statement.');
  const { Limit, EvaluationWindowSec = DEFAULT_WINDOW, AggregateKeyType, ScopeDownStatement } = rate;
  if (AggregateKeyType !== 'IP') throw notImplemented(`AggregateKeyType ${AggregateKeyType}`);
  if (Limit < LIMIT_MIN || Limit > LIMIT_MAX) {
    throw invalidParameter(
      'RATE_BASED_STATEMENT',
      String(Limit),
      `The limit must be from ${LIMIT_MIN} to ${LIMIT_MAX}.`,
    );
  }
  if (!WINDOWS.includes(EvaluationWindowSec)) {
    const reason = `The evaluation window must be one of ${WINDOWS.join(', ')}.`;
    throw invalidParameter('RATE_BASED_STATEMENT', String(EvaluationWindowSec), reason);
  }
  return { limit: Limit, windowSeconds: EvaluationWindowSec, pathPrefix: readPrefix(ScopeDownStatement) };
}

function readPrefix(scopeDown: Checked<Statement> | undefined): string {
  if (!scopeDown) return '';
  const { ByteMatchStatement: bytes } = scopeDown;
  const plain = bytes?.TextTransformations.every(({ Type }) => Type === 'NONE');
  if (!bytes?.FieldToMatch.UriPath || bytes.PositionalConstraint !== 'STARTS_WITH' || !plain) {
    throw notImplemented('a scope-down statement other than a path that starts with a text');
  }
  return Buffer.from(bytes.SearchString).toString();
}
