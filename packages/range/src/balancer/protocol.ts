/** What the range and the process of a load balancer say to each other over their message channel. */

export interface ListenerConfig {
  protocol: 'HTTP' | 'HTTPS';
  /** The port that clients ask for; told to targets as X-Forwarded-Port. */
  port: number;
  /** In order; the first whose path pattern matches takes the request. */
  rules: { paths: string[]; targetGroup: string }[];
  /** Null: answer 404. */
  default: string | null;
  /** `arn` names the certificate in the access log. */
  tls: { key: string; cert: string; arn: string } | null;
}

export interface TargetConfig {
  id: string;
  host: string;
  port: number;
  state: 'healthy' | 'draining';
}

export type ToBalancer =
  | {
      type: 'listen';
      host: string;
      listeners: ListenerConfig[];
      time: TimeConfig;
      /** Null: no request is logged. */
      accessLog: AccessLogConfig | null;
    }
  /** Replaces the targets of a group, by its id in the stack. */
  | { type: 'targets'; targetGroup: string; targets: TargetConfig[] }
  /** Asks for an answer once everything sent before has taken effect. */
  | { type: 'sync' }
  /** What decides about requests from now on; every request is let through for null. */
  | { type: 'web-acl'; acl: WebAclConfig | null }
  /** Write what was logged since the last time into a file and name it; nothing when nothing was. */
  | { type: 'flush-log' };

/** The range's clock: at `wallMs` of the machine's it is `rangeMs`, and it runs `speed` times as fast. */
export interface TimeConfig {
  wallMs: number;
  rangeMs: number;
  speed: number;
}

export interface AccessLogConfig {
  /** Where finished files are left; the reader removes them. */
  folder: string;
  /** `app/NAME/ID` */
  balancer: string;
  /** ARNs of target groups, by id in the stack. */
  targetGroups: Readonly<Record<string, string>>;
}

export type WafAction = 'ALLOW' | 'BLOCK' | 'COUNT';

export interface WebAclConfig {
  /** In the order in which they are asked. */
  rules: WafRule[];
}

export interface WafRule {
  name: string;
  action: WafAction;
  match: RateMatch | { addresses: string[] };
}

/** More than `limit` requests of one address within the window, of those whose path begins with the prefix. */
export interface RateMatch {
  limit: number;
  windowSeconds: number;
  pathPrefix: string;
}

/** The rule to which requests belong that no rule has decided about. */
export const DEFAULT_ACTION = 'Default_Action';

/** What a web ACL has seen since the last message. */
export interface Inspected {
  counts: { rule: string; action: WafAction; requests: number }[];
  /** Not more than a few of each rule and action; together they stand for the counts. */
  samples: SampledRequest[];
  /** Addresses that a rate-based rule acts on now, by its name. */
  limited: Record<string, string[]>;
}

export interface SampledRequest {
  rule: string;
  action: WafAction;
  /** On the range's clock. */
  at: number;
  clientIp: string;
  method: string;
  uri: string;
  httpVersion: string;
  /** Name and value, as they came. */
  headers: [string, string][];
}

/** Counts since the last message. */
export interface BalancerCounts {
  /** Empty for what was decided before a target group was. */
  targetGroup: string;
  /** For which a target was chosen. */
  requests: number;
  target2xx: number;
  target3xx: number;
  target4xx: number;
  target5xx: number;
  /** Answers of the balancer itself, by their status. */
  elb: Record<number, number>;
  /** Seconds from a request's way to the target until its answer began. */
  responseSeconds: number[];
}

export type FromBalancer =
  /** Ports in the order of the listeners. */
  | { type: 'listening'; ports: number[] }
  /** A draining target has no request left. */
  | { type: 'drained'; targetGroup: string; id: string }
  | { type: 'counts'; counts: BalancerCounts[] }
  /** Of clients: that are open now, and that were opened since the last message. */
  | { type: 'connections'; active: number; opened: number }
  | { type: 'inspected'; inspected: Inspected }
  /** A file of compressed log lines, of requests that ended until then on the range's clock. */
  | { type: 'log'; file: string; until: number }
  | { type: 'synced' };
