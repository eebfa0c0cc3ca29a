/** What stands between clients and services: load balancers, firewalls, names. */
import { z } from 'zod';
import { Id, Ids, Seconds, ValueSchema } from './values.ts';

export const LoadBalancerSchema = z.strictObject({
  id: Id,
  name: z.string(),
  /** Where a line per request is kept, in the form of an Application Load Balancer's access log. */
  accessLogs: z.strictObject({ bucket: Id, prefix: z.string() }).optional(),
  webAcl: Id.optional(),
  securityGroups: Ids.default([]),
  listeners: z.array(
    z.strictObject({
      port: z.number().int(),
      protocol: z.enum(['HTTP', 'HTTPS']),
      rules: z.array(z.strictObject({ paths: z.array(z.string()), targetGroup: z.string() })),
      /** Target group for requests that no rule takes; 404 when left out. */
      default: z.string().optional(),
    }),
  ),
});

export const TargetGroupSchema = z.strictObject({
  id: Id,
  name: z.string(),
  service: z.string(),
  healthPath: z.string(),
  intervalSeconds: Seconds.default(10),
  healthyThreshold: z.number().int().default(2),
  unhealthyThreshold: z.number().int().default(2),
  deregistrationDelaySeconds: Seconds.default(5),
});

/** A web ACL of WAF with its IP sets; what no rule takes is allowed. */
export const WebAclSchema = z.strictObject({
  id: Id,
  name: z.string(),
  ipSets: z.array(z.strictObject({ id: Id, name: z.string(), addresses: z.array(z.string()) })).default([]),
  rules: z.array(
    z.strictObject({
      /** Also the name of its metric and of its sampled requests. */
      name: z.string(),
      priority: z.number().int().nonnegative(),
      action: z.enum(['ALLOW', 'BLOCK', 'COUNT']),
      match: z.union([
        /** More than `limit` requests of one address within the window, of those whose path begins so. */
        z.strictObject({
          rate: z.strictObject({
            limit: z.number().int().min(10),
            windowSeconds: z.union([z.literal(60), z.literal(120), z.literal(300), z.literal(600)]).default(300),
            pathPrefix: z.string().optional(),
          }),
        }),
        z.strictObject({ ipSet: Id }),
      ]),
    }),
  ),
});

/** A public zone of Route 53 that the stack owns. */
export const HostedZoneSchema = z.strictObject({
  id: Id,
  name: z.string(),
  /** Asks an endpoint by its name, from outside; its metric is `HealthCheckStatus` of `AWS/Route53`. */
  healthCheck: z
    .strictObject({
      host: z.string(),
      protocol: z.enum(['HTTP', 'HTTPS']).default('HTTPS'),
      port: z.number().int().default(443),
      path: z.string().default('/'),
      intervalSeconds: z.union([z.literal(10), z.literal(30)]).default(30),
      /** Checks in a row that must fail, or pass, before the status changes. */
      failureThreshold: z.number().int().min(1).max(10).default(3),
    })
    .optional(),
  records: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['A', 'CNAME', 'TXT']),
      ttlSeconds: Seconds.default(60),
      /** A load balancer's alias, or values. */
      target: z.union([z.strictObject({ loadBalancer: Id }), z.strictObject({ values: z.array(ValueSchema) })]),
    }),
  ),
});

/** Who may connect. Everything may go out; nothing comes in but by these rules. */
export const SecurityGroupSchema = z.strictObject({
  id: Id,
  name: z.string(),
  description: z.string(),
  ingress: z.array(
    z.strictObject({
      fromPort: z.number().int(),
      toPort: z.number().int(),
      source: z.union([z.strictObject({ securityGroup: Id }), z.strictObject({ cidr: z.string() })]),
      description: z.string().default(''),
    }),
  ),
});
