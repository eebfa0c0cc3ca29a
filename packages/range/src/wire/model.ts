/**
 * The part of an AWS SDK module that describes its service at run time. The modules export every operation and every
 * error as a tuple (`StaticOperationSchema`, `StaticErrorSchema` of `@smithy/types`), so nothing is written down here.
 */
import { NormalizedSchema } from '@smithy/core/schema';

export type Schema = NormalizedSchema;

export interface Operation {
  name: string;
  input: Schema;
  output: Schema;
  /** Method, path template and status; only REST services have it. */
  http: readonly [string, string, number] | undefined;
}

export interface ErrorModel {
  name: string;
  type: string;
  queryCode: string | undefined;
  status: number | undefined;
}

export interface ServiceModel {
  client: string;
  sdk: Readonly<Record<string, unknown>>;
  operations: ReadonlyMap<string, Operation>;
  errors: readonly ErrorModel[];
}

const OPERATION = 9;
const ERROR = -3;

export function readModel(client: string, sdk: object): ServiceModel {
  const operations = new Map<string, Operation>();
  const errors: ErrorModel[] = [];
  for (const exported of Object.values(sdk)) {
    if (!Array.isArray(exported)) continue;
    const [kind, namespace, name, traits, input, output] = exported;
    if (kind === OPERATION) {
      operations.set(name, {
        name,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        http: traits.http,
      });
    }
    if (kind === ERROR) {
      errors.push({
        name,
        type: `${namespace}#${name}`,
        queryCode: traits.awsQueryError?.[0],
        status: traits.httpError ?? traits.awsQueryError?.[1],
      });
    }
  }
  return { client, sdk: sdk as Record<string, unknown>, operations, errors };
}

/** The number of a structure's members that are required; they stand first. */
export function requiredMembers(schema: Schema): readonly string[] {
  const struct = schema.getSchema() as unknown as [number, string, string, unknown, string[], unknown[], number?];
  return struct[4].slice(0, struct[6] ?? 0);
}
