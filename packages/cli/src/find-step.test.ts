import type { Procedure, Step } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { findStep } from './find-step.ts';

const steps = ['deploy/scale-api', 'deploy/scale-workers'].map((id, i) => ({ id, line: 7 + 6 * i }) as Step);
const procedure = { id: 'deploy', steps } as unknown as Procedure;

test.each(['deploy/scale-workers', 'workers', '13'])('%s is the second step', (text) => {
  expect(findStep(procedure, text)).toBe(steps[1]);
});

test.each(['scale', '8', 'api-2'])('%s is no step, and all are named', (text) => {
  expect(() => findStep(procedure, text)).toThrow(/deploy\/scale-api \(line 7\), deploy\/scale-workers \(line 13\)/);
});
