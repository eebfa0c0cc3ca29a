import type { Phase, Procedure, Step } from '@steadyhand/contracts';
import type { RunOptions } from './run-options.ts';

/** The steps of the phases that were asked for; all where none was. */
export function chosenSteps(procedure: Procedure, phases: readonly Phase[] | null): readonly Step[] {
  return phases === null ? procedure.steps : procedure.steps.filter(({ phase }) => phases.includes(phase));
}

/** What undoes a procedure is no part of carrying it out, unless there is nothing else in it. */
export function isRollbackOnRequest(step: Step, procedure: Procedure): boolean {
  return (
    step.phase === 'rollback' && procedure.steps.some(({ phase }) => phase === 'investigate' || phase === 'resolve')
  );
}

/** Whether a run passes over a step that was not asked for; a dry run looks at all. */
export function isLeftOut(
  step: Step,
  { procedure, phases, mode }: Pick<RunOptions, 'procedure' | 'phases' | 'mode'>,
): boolean {
  return mode === 'run' && phases === null && isRollbackOnRequest(step, procedure);
}
