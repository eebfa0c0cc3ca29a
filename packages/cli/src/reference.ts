/** `RUNBOOK.md#sqs-queue-backlog`: a runbook, and the id of a procedure or the end of it. */
export function splitReference(reference: string): { runbookName: string; procedureId: string } {
  const hash = reference.indexOf('#');
  return hash === -1
    ? { runbookName: reference, procedureId: '' }
    : { runbookName: reference.slice(0, hash), procedureId: reference.slice(hash + 1) };
}
