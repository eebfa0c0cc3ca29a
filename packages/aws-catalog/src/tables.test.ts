import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EFFECT_OVERRIDES } from './effect-overrides.ts';
import { createAwsGrammar } from './grammar.ts';
import { LISTERS, NOT_LISTED } from './listers.ts';
import { LIVE_VALUES } from './live-values.ts';
import { parseCommand } from './parse-command.ts';
import { resourceType } from './resource-types.ts';
import { loadService, serviceNames } from './service.ts';

const analyse = (argv: readonly string[]) =>
  createAwsGrammar().analyse({ program: 'aws', argv, stdin: null, unresolved: new Set() });

test('every overridden operation exists', () => {
  const missing = [...EFFECT_OVERRIDES.keys()].filter((key) => parseCommand(key.split(' ')).kind === 'unknown');
  expect(missing).toEqual([]);
});

test('every lister only reads, is a line that the command line accepts, and lists its own type or names what it needs', () => {
  for (const [type, argv] of Object.entries(LISTERS)) {
    expect(parseCommand(argv).problem, type).toBeNull();
    expect(['read', 'reveal'], type).toContain(analyse(argv).effect);
    for (const need of argv.filter((word) => /^\{.*\}$/.test(word)))
      expect(LISTERS, type).toHaveProperty([need.slice(1, -1)]);
  }
});

test('every live value reads, and fills its blanks from options that the operation has', () => {
  for (const { operation, flag, argv } of LIVE_VALUES) {
    const [service = '', command = ''] = operation.split(' ');
    const flags =
      loadService(service)
        ?.operation(command)
        ?.flags.map(({ name }) => name) ?? [];
    expect(flags, operation).toContain(flag);
    expect(parseCommand(argv).problem, operation).toBeNull();
    expect(analyse(argv).effect, operation).toBe('read');
    for (const blank of argv.filter((word) => word.startsWith('{--')))
      expect(flags, operation).toContain(blank.slice(3, -1));
  }
});

test('a lister gives what its operation requires', () => {
  for (const [type, argv] of Object.entries(LISTERS)) {
    const { operation, given } = parseCommand(argv);
    const required = operation?.flags.filter((flag) => flag.required).map(({ name }) => name) ?? [];
    const names = given.map(({ flag }) => flag.name);
    expect(names, type).toEqual(expect.arrayContaining(required));
  }
});

test('every type that an option has can be listed, or has a reason why not, and never both', () => {
  const types = new Set(
    serviceNames().flatMap((service) => {
      const { commands = [], operation } = loadService(service) ?? {};
      const flags = commands.flatMap((command) => operation?.(command)?.flags ?? []);
      return flags.flatMap(({ name }) => resourceType(service, name) ?? []);
    }),
  );
  const known = new Set([...Object.keys(LISTERS), ...Object.keys(NOT_LISTED)]);
  expect([...types].filter((type) => !known.has(type))).toEqual([]);
  expect(Object.keys(NOT_LISTED).filter((type) => type in LISTERS || !types.has(type))).toEqual([]);
});

const CORPUS = new URL('../../../../shared/corpus/', import.meta.url);

/** Options that hold a resource's identity, by their ending. */
const IDENTIFYING =
  /^(?:cluster|service|task|task-definition|bucket|function-name|.*-(?:id|ids|arn|arns|identifier|url))$/;

/** These hold none that could be listed: a version, an image inside a repository, anything, or a name to be given. */
const NO_RESOURCE = new Set([
  ...['version-id', 'move-to-version-id', 'remove-from-version-id', 'image-ids', 'resource-ids', 'source-identifier'],
  ...['new-db-instance-identifier', 'kms-key-id', 'caller-reference', 'account-id'],
]);
const isBundled = (service: string): boolean =>
  existsSync(new URL(`generated/execution/${service}.json`, import.meta.url));

test.skipIf(!existsSync(CORPUS))('options of the commands of real runbooks that identify a resource are typed', () => {
  const text = readdirSync(CORPUS)
    .filter((name) => name.endsWith('.md'))
    .map((name) => readFileSync(new URL(name, CORPUS), 'utf8').replaceAll(/\\\n\s*/g, ' '))
    .join('\n');
  const untyped = new Map<string, number>();
  let typed = 0;
  for (const [line] of text.matchAll(/\baws [a-z0-9-]+ [a-z0-9-]+[^\n|;`)]*/g)) {
    const parsed = parseCommand(line.split(/\s+/).slice(1));
    for (const { flag } of parsed.kind === 'operation' && isBundled(parsed.service) ? parsed.given : []) {
      if (!IDENTIFYING.test(flag.name) || NO_RESOURCE.has(flag.name)) continue;
      if (resourceType(parsed.service, flag.name)) typed += 1;
      else untyped.set(`${parsed.service} --${flag.name}`, (untyped.get(`${parsed.service} --${flag.name}`) ?? 0) + 1);
    }
  }
  expect(typed).toBeGreaterThan(250);
  expect([...untyped.keys()].sort()).toEqual([]);
});
