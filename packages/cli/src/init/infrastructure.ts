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
  /** The only one that it may be in; null where the file does not say. */
  account: string | null;
}

const DEPTH_MAX = 3;
const NOTHING = { outputs: {}, environments: [], region: null, account: null };

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
  { pattern: /(^|\/)([\w-]+[.-])?outputs?([.-](?!schema)[\w-]+)?\.json$/, read: printedOutputs },
  { pattern: /(^|\/)Pulumi\.[\w.-]+\.ya?ml$/, read: pulumiStack },
  { pattern: /(^|\/)\.pulumi\/stacks\/([\w.-]+\/)?[\w.-]+\.json$/, read: pulumiState },
  { pattern: /(^|\/)cdk\.out\/[\w.-]+\.template\.json$/, read: template },
  { pattern: /(^|\/)(template|cloudformation|[\w-]*stack)\.(json|ya?ml)$/i, read: template },
];

const TerraformOutputs = z.record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean().optional() }));
const State = z.object({ outputs: TerraformOutputs });

/** State file format version 4. */
function terraformState(file: string, text: string): Infrastructure {
  return terraformValues(file, State.parse(JSON.parse(text)).outputs);
}

function terraformValues(file: string, outputs: z.infer<typeof TerraformOutputs>): Infrastructure {
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

/** What somebody kept of `terraform output -json`, or of `pulumi stack output --json`. */
function printedOutputs(file: string, text: string): Infrastructure | null {
  const printed: unknown = JSON.parse(text);
  const terraform = TerraformOutputs.safeParse(printed);
  if (terraform.success) return terraformValues(file, terraform.data);
  const outputs = pulumiOutputs(printed);
  return Object.values(outputs).some((value) => value !== null) ? { tool: 'pulumi', file, ...NOTHING, outputs } : null;
}

const PulumiStack = z.object({
  config: z
    .object({
      'aws:region': z.string().nullable().default(null),
      'aws:allowedAccountIds': z.array(z.coerce.string()).default([]),
    })
    .prefault({}),
});

/** `Pulumi.dev.yaml`: the settings of the stack `dev`, without its outputs. */
function pulumiStack(file: string, text: string): Infrastructure {
  const name = /Pulumi\.([\w.-]+)\.ya?ml$/.exec(file)?.[1] ?? '';
  const { 'aws:region': region, 'aws:allowedAccountIds': accounts } = PulumiStack.parse(parse(text)).config;
  const account = accounts.length === 1 ? (accounts[0] ?? null) : null;
  return { tool: 'pulumi', file, ...NOTHING, environments: [name], region, account };
}

const Checkpoint = z.object({
  checkpoint: z.object({
    latest: z.object({ resources: z.array(z.object({ type: z.string(), outputs: z.unknown() })) }),
  }),
});

/** A stack as the backend of local files keeps it: its first resource is the stack itself. */
function pulumiState(file: string, text: string): Infrastructure {
  const { resources } = Checkpoint.parse(JSON.parse(text)).checkpoint.latest;
  const stack = resources.find(({ type }) => type === 'pulumi:pulumi:Stack');
  return { tool: 'pulumi', file, ...NOTHING, outputs: pulumiOutputs(stack?.outputs ?? {}) };
}

/** A secret is an object that holds its cipher; where it is printed, `[secret]` stands in its place. */
function pulumiOutputs(outputs: unknown): Infrastructure['outputs'] {
  const entries = Object.entries(z.record(z.string(), z.unknown()).parse(outputs));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' && value !== '[secret]' ? value : null]),
  );
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
    const isOther = entry.name === 'node_modules' || (entry.name.startsWith('.') && entry.name !== '.pulumi');
    return entry.isDirectory() && !isOther && depth > 0 ? filesIn(root, path, depth - 1) : [];
  });
  return (await Promise.all(below)).flat().sort();
}
