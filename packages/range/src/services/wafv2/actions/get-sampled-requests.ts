import type { GetSampledRequestsRequest, GetSampledRequestsResponse } from '@aws-sdk/client-wafv2';
import { DEFAULT_ACTION } from '../../../balancer/protocol.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { invalidParameter, noSuchItem } from '../refusals.ts';
import { KEPT_MS, type Sample } from '../samples.ts';
import { heardAll, isRegional, type WafWorld } from '../world.ts';

const ITEMS_MAX = 500;

/** Requests of the last three hours that a rule matched, at most 500 of the first 5,000 of a time window. */
export async function getSampledRequests(
  world: WafWorld,
  input: Checked<GetSampledRequestsRequest>,
): Promise<GetSampledRequestsResponse> {
  const { WebAclArn, RuleMetricName, Scope, MaxItems } = input;
  checkItems(MaxItems);
  const { start, end } = windowOf(world, input);
  const acl = isRegional(world, Scope) ? world.webAcls.byArn(WebAclArn) : undefined;
  const names = [DEFAULT_ACTION, ...(acl?.rules.map(({ name }) => name) ?? [])];
  if (!acl || !names.includes(RuleMetricName)) throw noSuchItem();
  await heardAll(world);
  const drawn = acl.samples.draw(RuleMetricName, { start, end, limit: MaxItems });
  return {
    SampledRequests: drawn.samples.map(sampleShape),
    PopulationSize: drawn.population,
    TimeWindow: { StartTime: new Date(start), EndTime: new Date(drawn.end) },
  };
}

function checkItems(items: number): void {
  if (items >= 1 && items <= ITEMS_MAX) return;
  const bound = items < 1 ? 'greater than or equal to 1' : `less than or equal to ${ITEMS_MAX}`;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${items}' at 'maxItems' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

/** A start of more than three hours ago means three hours ago. */
function windowOf({ clock }: WafWorld, { TimeWindow }: Checked<GetSampledRequestsRequest>) {
  const [from, to] = [TimeWindow.StartTime, TimeWindow.EndTime].map((time) => time.getTime());
  const start = Math.max(from ?? 0, clock.now() - KEPT_MS);
  const end = to ?? 0;
  if (end < (from ?? 0) || end < start) {
    const given = `${TimeWindow.StartTime.toISOString()},${TimeWindow.EndTime.toISOString()}`;
    const reason = 'The time window must end after it starts, within the last three hours.';
    throw invalidParameter('TIME_WINDOW', given, reason);
  }
  return { start, end };
}

function sampleShape({ clientIp, uri, method, httpVersion, headers, weight, at, action }: Sample) {
  return {
    Request: {
      ClientIP: clientIp,
      URI: uri.split('?', 1)[0],
      Method: method,
      HTTPVersion: `HTTP/${httpVersion}`,
      Headers: headers.map(([Name, Value]) => ({ Name, Value })),
    },
    Weight: weight,
    Timestamp: new Date(at),
    Action: action,
  };
}
