import { type Procedure, type Runbook, SteadyError } from '@steadyhand/contracts';
import { distance } from 'fastest-levenshtein';
import { slugOf } from './slug.ts';

/**
 * The procedure of this id: the whole id, its last parts, or its title, where only one has it.
 * Throws PROCEDURE_NOT_FOUND, with the nearest id, or PROCEDURE_AMBIGUOUS.
 */
export function findProcedure(runbook: Runbook, id: string): Procedure {
  const wanted = id.replace(/^[#/]+|\/+$/g, '').toLowerCase();
  const slug = slugOf(id.replace(/^#/, ''));
  const { procedures } = runbook;
  const ways: ((procedure: Procedure) => boolean)[] = [
    (procedure) => procedure.id === wanted,
    (procedure) => procedure.id.endsWith(`/${wanted}`),
    (procedure) => lastPart(procedure) === slug || slugOf(procedure.title) === slug,
  ];
  for (const matches of ways) {
    const found = procedures.filter(matches);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    if (found.length > 1) {
      throw new SteadyError('PROCEDURE_AMBIGUOUS', { id, matches: found.map((procedure) => procedure.id).join(', ') });
    }
  }
  throw new SteadyError('PROCEDURE_NOT_FOUND', { runbook: runbook.title, id, nearest: nearest(procedures, wanted) });
}

function lastPart({ id }: Procedure): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function nearest(procedures: readonly Procedure[], wanted: string): string {
  const own = wanted.slice(wanted.lastIndexOf('/') + 1);
  const ranked = procedures
    .map((procedure) => ({ id: procedure.id, far: distance(lastPart(procedure), own) }))
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.id ?? '';
}
