import { expect, test } from 'vitest';
import { EFFECT_OVERRIDES } from './effect-overrides.ts';
import { createAwsGrammar } from './grammar.ts';
import { LISTERS } from './listers.ts';
import { LIVE_VALUES } from './live-values.ts';
import { parseCommand } from './parse-command.ts';
import { loadService } from './service.ts';

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
