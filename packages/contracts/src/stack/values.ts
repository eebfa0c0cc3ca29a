/** Values in a stack: text, an attribute of another resource, or both joined. References are data, so that other tools can be told them. */
import { z } from 'zod';

export const RESOURCE_KINDS = [
  'cluster',
  'service',
  'repository',
  'loadBalancer',
  'targetGroup',
  'webAcl',
  'hostedZone',
  'securityGroup',
  'database',
  'cache',
  'queue',
  'secret',
  'bucket',
  'backupVault',
  'athena',
  'dependency',
  'logGroup',
] as const;

/** An attribute of another resource of the stack, known once that resource exists. */
export const RefSchema = z.strictObject({ ref: z.enum(RESOURCE_KINDS), id: z.string(), attribute: z.string() });
export const ValueSchema = z.union([
  z.string(),
  RefSchema,
  z.strictObject({ join: z.array(z.union([z.string(), RefSchema])) }),
]);

export const Env = z.record(z.string(), ValueSchema);
export const Seconds = z.number().nonnegative();
/** Key by which the rest of the stack refers to a resource. */
export const Id = z.string();
export const Ids = z.array(Id);

export type Ref = z.infer<typeof RefSchema>;
export type Value = z.infer<typeof ValueSchema>;

export function ref(kind: Ref['ref'], id: string, attribute: string): Ref {
  return { ref: kind, id, attribute };
}
