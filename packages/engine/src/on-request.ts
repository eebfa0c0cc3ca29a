import type { Procedure, Step } from '@steadyhand/contracts';

/** What undoes a procedure is no part of carrying it out, unless there is nothing else in it. */
export function isRollbackOnRequest(step: Step, procedure: Procedure): boolean {
  return (
    step.phase === 'rollback' && procedure.steps.some(({ phase }) => phase === 'investigate' || phase === 'resolve')
  );
}
