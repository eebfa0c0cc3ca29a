import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackSchema, SteadyError } from '@steadyhand/contracts';
import { loadStack } from '@steadyhand/range';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exportStack } from './export.ts';
import { FORMATS, type Format } from './formats.ts';
import { pascalCase, snakeCase } from './names.ts';
import { NOT_WRITTEN } from './not-written.ts';
import { changed, leavesOf, withoutNumbers } from './testing/leaves.ts';
import { wholeStack } from './testing/whole-stack.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const GOLDEN = join(import.meta.dirname, '..', '..', 'fixtures', 'infra');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infra-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = (format: Format, stack = wholeStack()) => Object.values(exportStack(stack, format)).join('\n');

describe('nothing of a stack is dropped', () => {
  test('the stack of these tests sets every field that there is', () => {
    const set = new Set(pathsIn(wholeStack()));
    expect(
      pathsOf(z.toJSONSchema(StackSchema, { io: 'output' }) as JsonSchema).filter((path) => !set.has(path)),
    ).toEqual([]);
  });

  /** What is written as something else. */
  const OTHERWISE: Readonly<Record<string, string>> = {
    'backupVaults.0.everySeconds': 'cron(0 0/12 ? * * *)',
    'backupVaults.1.everySeconds': 'cron(0 5 ? * * *)',
    'outputs.literal': 'told as it is',
    'services.0.environment.PLAIN': 'plain ',
    'dashboards.0.widgets.0.title': 'Whole \\\\\\"widget\\\\\\"',
    // An alias has no time to live of its own.
    'hostedZones.0.records.0.ttlSeconds': 'alias',
  };

  test.each(FORMATS)('every value of it is written: %s', (format) => {
    const text = textOf(format).toLowerCase();
    const missing = leavesOf(wholeStack()).filter(({ path, value }) => {
      if (typeof value === 'boolean' || withoutNumbers(path) in NOT_WRITTEN) return false;
      if (/^(dependencies\.0\.environment|secrets\.1\.value)/.test(path)) return false;
      const said = OTHERWISE[path] ?? String(value);
      return ![said, snakeCase(said), pascalCase(said)].some((one) => text.includes(one.toLowerCase()));
    });
    expect(missing).toEqual([]);
  });

  test.each(FORMATS)('every switch of it makes a difference: %s', (format) => {
    const without = leavesOf(wholeStack()).filter(({ path, value }) => {
      if (typeof value !== 'boolean') return false;
      return outcome(format, changed(wholeStack(), path, !value)) === outcome(format, wholeStack());
    });
    expect(without).toEqual([]);
  });
});

test.each(FORMATS)('secrets are asked for, and told to tasks by their ARN: %s', (format) => {
  const text = textOf(format);
  expect(text).not.toContain('must not be written');
  const variables = ['TOKEN', 'DATABASE_URL', 'DIRECT_URL', 'DATABASE_PASSWORD', 'CACHE_PASSWORD', 'CACHE_URL'];
  const environment = plainVariables(format);
  expect(environment).toEqual(['PLAIN', 'WHERE']);
  for (const name of variables) expect(text).toContain(name);
});

test('text that looks like an expression stays text', () => {
  expect(JSON.parse(outcome('terraform', wholeStack())).output.literal.value).toBe(`told as it is $\${so}`);
  const [main = ''] = Object.values(exportStack(wholeStack(), 'cloudformation'));
  expect(JSON.parse(main).Outputs.Literal.Value).toBe(`told as it is \${so}`);
});

test.each(FORMATS)('the same stack gives the same bytes: %s', (format) => {
  expect(exportStack(wholeStack(), format)).toEqual(exportStack(wholeStack(), format));
});

test.each(FORMATS)('the dev stack of realtime-chat: %s', async (format) => {
  const stack = await loadStack(join(ROOT, 'systems', 'realtime-chat', 'stack.ts'), {
    name: 'dev',
    cacheFolder: folder,
  });
  for (const [file, text] of Object.entries(exportStack(stack, format))) {
    await expect(text).toMatchFileSnapshot(join(GOLDEN, file));
  }
});

describe('what cannot be said is refused', () => {
  const refused = (path: string, value: unknown, format: Format = 'terraform') =>
    outcome(format, changed(wholeStack(), path, value));

  test('a token without TLS, a schedule that AWS Backup has not, a copy from nowhere, a task too small', () => {
    expect(refused('caches.0.transitEncryption', false)).toContain('whole-cache');
    expect(refused('backupVaults.0.everySeconds', 5_000)).toContain('whole-vault');
    expect(refused('backupVaults.0.databases', [])).toContain('whole-far-vault');
    expect(refused('services.0.memory', 512)).toContain('no task of 2048 CPU units and 512 MB');
  });

  test('addresses of two kinds in one set, a table over logs that are not kept, two things of one name', () => {
    expect(refused('webAcls.0.ipSets.0.addresses', ['198.51.100.1/32', '2001:db8::/32'])).toContain('whole-set');
    expect(refused('loadBalancers.0.accessLogs', undefined)).toContain('whole_table');
    expect(refused('secrets.1.id', 'the_token')).toContain('"the_token"');
  });

  test('a secret as an output of CloudFormation, which Terraform marks', () => {
    const secret = { ref: 'secret', id: 'the-token', attribute: 'value' };
    expect(refused('outputs.literal', secret, 'cloudformation')).toContain('The output literal cannot be written');
    expect(JSON.parse(refused('outputs.literal', secret)).output.literal).toEqual({
      value: `\${var.the_token_value}`,
      sensitive: true,
    });
  });

  test.each(FORMATS)('a reference to what is not there: %s', (format) => {
    expect(refused('outputs.literal', { ref: 'queue', id: 'none', attribute: 'url' }, format)).toContain(
      'no queue "none"',
    );
    expect(refused('outputs.literal', { ref: 'queue', id: 'the-queue', attribute: 'x' }, format)).toContain(
      'no attribute queue.the-queue.x',
    );
  });
});

function outcome(format: Format, stack: ReturnType<typeof wholeStack>): string {
  try {
    return textOf(format, stack);
  } catch (error) {
    if (error instanceof SteadyError) return error.message;
    throw error;
  }
}

/** Names of the variables that a task definition holds in plain. */
function plainVariables(format: Format): string[] {
  const files = exportStack(wholeStack(), format);
  if (format === 'cloudformation') {
    const { Properties } = JSON.parse(files['template.json'] ?? '').Resources.TaskDefinitionTheService;
    return Properties.ContainerDefinitions[0].Environment.map(({ Name }: { Name: string }) => Name);
  }
  const { container_definitions: text } = JSON.parse(files['main.tf.json'] ?? '').resource.aws_ecs_task_definition
    .the_service;
  const [definition] = JSON.parse(text.slice('${jsonencode('.length, -')}'.length));
  return definition.environment.map(({ name }: { name: string }) => name);
}

/** Paths of a document's fields, without the numbers of lists. */
function pathsIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((inner) => pathsIn(inner, path))];
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, path === '' ? key : `${path}.${key}`)),
  ];
}

interface JsonSchema {
  properties?: Record<string, JsonSchema> | undefined;
  items?: JsonSchema | undefined;
  anyOf?: JsonSchema[] | undefined;
}

/** Paths of the fields that a schema knows; references are values. */
function pathsOf({ properties = {}, items, anyOf = [] }: JsonSchema, path = ''): string[] {
  if ('ref' in properties || 'join' in properties) return [];
  return [
    ...Object.entries(properties).flatMap(([key, inner]) => {
      const own = path === '' ? key : `${path}.${key}`;
      return [own, ...pathsOf(inner, own)];
    }),
    ...(items ? pathsOf(items, path) : []),
    ...anyOf.flatMap((inner) => pathsOf(inner, path)),
  ];
}
