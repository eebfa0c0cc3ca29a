import { FaultSchema } from '@steadyhand/contracts';
import { z } from 'zod';
import { styleFor } from '../render/style.ts';

interface FaultKind {
  kind: string;
  fields: { name: string; type: string; required: boolean; default?: unknown }[];
}

/** The kinds of fault that drills may name, read off the schema that checks them. */
export async function rangeFaults({ json }: { json?: boolean }): Promise<number> {
  const kinds = FaultSchema.options.map(kindOf);
  if (json) {
    process.stdout.write(`${JSON.stringify(kinds, null, 2)}\n`);
    return 0;
  }
  const style = styleFor(process.stdout);
  for (const { kind, fields } of kinds) {
    process.stdout.write(`${style.bold(kind)}\n`);
    for (const { name, type, required, default: otherwise } of fields) {
      const note = required
        ? ''
        : style.dim(otherwise === undefined ? ' (optional)' : ` (default ${JSON.stringify(otherwise)})`);
      process.stdout.write(`  ${name}: ${type}${note}\n`);
    }
  }
  return 0;
}

interface JsonProperty {
  type?: string;
  enum?: readonly string[];
  const?: string;
  default?: unknown;
}

function kindOf(option: z.ZodType): FaultKind {
  const { properties = {}, required = [] } = z.toJSONSchema(option, { io: 'input' }) as {
    properties?: Record<string, JsonProperty>;
    required?: string[];
  };
  const fields = Object.entries(properties)
    .filter(([name]) => name !== 'kind')
    .map(([name, property]) => ({
      name,
      type: property.enum?.join(' | ') ?? property.type ?? 'value',
      required: required.includes(name),
      ...('default' in property ? { default: property.default } : {}),
    }));
  return { kind: properties.kind?.const ?? '', fields };
}
