import { expect, it } from 'vitest';
import * as contracts from './index.ts';

it('exposes these names and no others', () => {
  expect(Object.keys(contracts).sort()).toEqual([
    'BLOCK_LANGUAGES',
    'CommandIntentSchema',
    'CommandOutcomeSchema',
    'CommandReconciledSchema',
    'DrillSchema',
    'EFFECTS',
    'ERRORS',
    'EffectSchema',
    'EnvironmentSchema',
    'FaultSchema',
    'NOTE_KINDS',
    'PHASES',
    'PROCEDURE_KINDS',
    'PROTECTIONS',
    'PolicySchema',
    'RECONCILE_DECISIONS',
    'RESOURCE_KINDS',
    'RangeDescriptionSchema',
    'RunEventSchema',
    'RunbookSchema',
    'StackSchema',
    'SteadyError',
    'SystemSchema',
    'VERDICTS',
    'changesWorld',
    'defineStack',
    'ref',
    'worstEffect',
  ]);
});
