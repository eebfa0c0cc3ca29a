/** What the range and the process of a load balancer say to each other over their message channel. */

export interface ListenerConfig {
  protocol: 'HTTP' | 'HTTPS';
  /** The port that clients ask for; told to targets as X-Forwarded-Port. */
  port: number;
  /** In order; the first whose path pattern matches takes the request. */
  rules: { paths: string[]; targetGroup: string }[];
  /** Null: answer 404. */
  default: string | null;
  tls: { key: string; cert: string } | null;
}

export interface TargetConfig {
  id: string;
  host: string;
  port: number;
  state: 'healthy' | 'draining';
}

export type ToBalancer =
  | { type: 'listen'; host: string; listeners: ListenerConfig[] }
  /** Replaces the targets of a group, by its id in the stack. */
  | { type: 'targets'; targetGroup: string; targets: TargetConfig[] }
  /** Asks for an answer once everything sent before has taken effect. */
  | { type: 'sync' };

/** Counts since the last message. */
export interface BalancerCounts {
  targetGroup: string;
  /** For which a target was chosen. */
  requests: number;
  target2xx: number;
  target3xx: number;
  target4xx: number;
  target5xx: number;
  elb5xx: number;
  /** Seconds from a request's way to the target until its answer began. */
  responseSeconds: number[];
}

export type FromBalancer =
  /** Ports in the order of the listeners. */
  | { type: 'listening'; ports: number[] }
  /** A draining target has no request left. */
  | { type: 'drained'; targetGroup: string; id: string }
  | { type: 'counts'; counts: BalancerCounts[] }
  | { type: 'synced' };
