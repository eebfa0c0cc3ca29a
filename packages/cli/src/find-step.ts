import { type Procedure, SteadyError, type Step } from '@steadyhand/contracts';

/** The step of this id, or the end of one, or that begins at this line. Throws STEP_NOT_FOUND. */
export function findStep({ id, steps }: Procedure, text: string): Step {
  const ways: ((step: Step) => boolean)[] = [
    (step) => step.id === text,
    (step) => String(step.line) === text,
    (step) => step.id.endsWith(text),
  ];
  for (const matches of ways) {
    const [only, ...more] = steps.filter(matches);
    if (only && more.length === 0) return only;
  }
  const known = steps.map((step) => `${step.id} (line ${step.line})`).join(', ');
  throw new SteadyError('STEP_NOT_FOUND', { procedure: id, step: text, known });
}
