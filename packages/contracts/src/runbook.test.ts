import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunbookSchema } from './runbook.ts';

const command = {
  line: 12,
  text: 'aws ecs describe-services',
  program: 'aws',
  operation: 'ecs describe-services',
  effect: 'read',
  parameters: [],
};
const step = {
  id: 'look',
  line: 10,
  endLine: 14,
  phase: 'investigate',
  actor: 'steadyhand',
  text: 'Look',
  condition: null,
  alternativeTo: null,
  expects: null,
  blocks: [{ line: 12, endLine: 12, language: 'shell', text: 'aws ecs describe-services' }],
  commands: [command],
};
const procedure = {
  id: 'incidents/backlog',
  title: 'Backlog',
  line: 8,
  endLine: 14,
  kind: 'incident',
  triggers: [{ line: 8, alarm: '*-dlq', text: 'DLQ is not empty' }],
  symptoms: [],
  severity: null,
  steps: [step],
};
const runbook = {
  title: 'Runbook',
  diagnostics: [],
  coverage: { lines: 14, unaccounted: [] },
  procedures: [procedure],
  services: [],
  environments: [],
  parameters: [],
  thresholds: [],
  severities: [],
  escalation: [],
  contacts: [],
  windows: [],
  objectives: { rto: null, rpo: null },
  costs: [],
  links: [],
  schedules: [],
};

const withCommand = (change: object): object => ({
  ...runbook,
  procedures: [{ ...procedure, steps: [{ ...step, commands: [{ ...command, ...change }] }] }],
});

describe('RunbookSchema', () => {
  it('accepts a document, and says of a command that it runs on the caller’s side when nothing else is said', () => {
    const parsed = RunbookSchema.parse(runbook);
    expect(parsed.procedures[0]?.steps[0]?.commands[0]?.inside).toBeNull();
    expect(RunbookSchema.parse(parsed)).toEqual(parsed);
  });

  it.each([
    ['a line before the first', withCommand({ line: 0 }), 'procedures[0].steps[0].commands[0].line'],
    ['an effect that is none', withCommand({ effect: 'write' }), 'procedures[0].steps[0].commands[0].effect'],
    ['a command without its parameters', withCommand({ parameters: undefined }), 'commands[0].parameters'],
    ['a document without coverage', { ...runbook, coverage: undefined }, 'coverage'],
  ])('refuses %s and names the place', (_what, input, place) => {
    const { error } = RunbookSchema.safeParse(input);
    expect(z.prettifyError(error as z.ZodError)).toContain(place);
  });
});
