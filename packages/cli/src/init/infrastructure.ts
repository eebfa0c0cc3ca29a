/**
 * What a folder's infrastructure tools have written down: stack outputs with their values where a file has them. Nothing is
 * started and nothing is asked over a network.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export interface Infrastructure {
  tool: 'terraform' | 'pulumi' | 'cloudformation';
  /** The file that says so, relative to the folder. */
  file: string;
  /** By name; null where only the name is known, or the value is a secret. */
  outputs: Readonly<Record<string, string | null>>;
  /** Names of environments: Pulumi's stacks. */
  environments: string[];
  /** Null where the file does not say. */
  region: string | null;
}

const DEPTH_MAX = 3;
const NOTHING = { outputs: {}, environments: [], region: null };

export async function findInfrastructure(folder: string): Promise<Infrastructure[]> {
  const found: Infrastructure[] = [];
  for (const file of await filesIn(folder, '', DEPTH_MAX)) {
    const read = READERS.find(({ pattern }) => pattern.test(file));
    if (!read) continue;
    // What is no state, no stack and no template after all is none of ours to complain about.
    const one = await readFile(join(folder, file), 'utf8')
      .then((text) => read.read(file, text))
      .catch(() => null);
    if (one) found.push(one);
  }
  return found;
}

interface Reader {
  pattern: RegExp;
  read(file: string, text: string): Infrastructure | null;
}

const READERS: readonly Reader[] = [
  { pattern: /(^|\/)terraform\.tfstate$/, read: terraformState },
  { pattern: /(^|\/)outputs\.tf$/, read: terraformOutputs },
  { pattern: /(^|\/)Pulumi\.[\w.-]+\.ya?ml$/, read: pulumiStack },
  { pattern: /(^|\/)cdk\.out\/[\w.-]+\.template\.json$/, read: template },
  { pattern: /(^|\/)(template|cloudformation|[\w-]*stack)\.(json|ya?ml)$/i, read: template },
];

const State = z.object({
  outputs: z.record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean().optional() })),
});

/** State file format version 4. */
function terraformState(file: string, text: string): Infrastructure {
  const { outputs } = State.parse(JSON.parse(text));
  const values = Object.entries(outputs).map(([name, { value, sensitive }]) => [
    name,
    typeof value === 'string' && !sensitive ? value : null,
  ]);
  return { tool: 'terraform', file, ...NOTHING, outputs: Object.fromEntries(values) };
}

function terraformOutputs(file: string, text: string): Infrastructure {
  const names = [...text.matchAll(/^\s*output\s+"([\w-]+)"/gm)].map(([, name = '']) => [name, null]);
  return { tool: 'terraform', file, ...NOTHING, outputs: Object.fromEntries(names) };
}

const PulumiStack = z.object({ config: z.record(z.string(), z.unknown()).optional() });

/** `Pulumi.dev.yaml`: the settings of the stack `dev`. Its outputs are not in any file. */
function pulumiStack(file: string, text: string): Infrastructure {
  const name = /Pulumi\.([\w.-]+)\.ya?ml$/.exec(file)?.[1] ?? '';
  const region = PulumiStack.parse(parse(text)).config?.['aws:region'];
  return { tool: 'pulumi', file, ...NOTHING, environments: [name], region: typeof region === 'string' ? region : null };
}

const Template = z.object({ Resources: z.object({}), Outputs: z.record(z.string(), z.unknown()) });

/** Tags such as `!Ref` say nothing about names, so they may be read as text. */
function template(file: string, text: string): Infrastructure | null {
  const { Outputs } = Template.parse(parse(text, { logLevel: 'silent' }));
  return {
    tool: 'cloudformation',
    file,
    ...NOTHING,
    outputs: Object.fromEntries(Object.keys(Outputs).map((name) => [name, null])),
  };
}

async function filesIn(root: string, folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const below = entries.map(async (entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) return [path];
    const isOther = entry.name === 'node_modules' || entry.name.startsWith('.');
    return entry.isDirectory() && !isOther && depth > 0 ? filesIn(root, path, depth - 1) : [];
  });
  return (await Promise.all(below)).flat().sort();
}
