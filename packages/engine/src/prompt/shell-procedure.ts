import type { Procedure, RunEvent } from '@steadyhand/contracts';

/** Id of what a shell session carries out: no procedure of a document. */
export const SHELL_PROCEDURE_ID = 'steady-sh';

/** The lines of a shell session as a procedure, for those who read its record. */
export function shellProcedure(events: readonly RunEvent[]): Procedure {
  const steps = events.flatMap((event) =>
    event.type === 'step-started'
      ? [
          {
            ...{ id: event.stepId, line: event.line, endLine: event.line, text: event.text },
            ...{ phase: 'other' as const, actor: 'steadyhand' as const },
            ...{ condition: null, alternativeTo: null, expects: null, blocks: [], commands: [] },
          },
        ]
      : [],
  );
  return {
    ...{ id: SHELL_PROCEDURE_ID, title: 'Guarded shell', kind: 'operation', line: 1, endLine: 1 },
    ...{ triggers: [], symptoms: [], severity: null, steps },
  };
}
