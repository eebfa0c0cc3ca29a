import type { Procedure, Runbook } from '@steadyhand/contracts';

/** The procedures that an alarm of this name triggers, the most specific first, each once. */
export function matchAlarm(runbook: Runbook, alarmName: string): Procedure[] {
  const matches = runbook.procedures.flatMap((procedure) => {
    const globs = procedure.triggers.flatMap(({ alarm }) =>
      alarm !== undefined && matchesGlob(alarm, alarmName) ? [alarm] : [],
    );
    return globs.length === 0 ? [] : [{ procedure, specificity: Math.max(...globs.map(specificityOf)) }];
  });
  return matches.sort((a, b) => b.specificity - a.specificity).map(({ procedure }) => procedure);
}

/** How much of a glob is literal; a name without any wildcard is above all. */
function specificityOf(glob: string): number {
  return glob.replace(/[*?]/g, '').length + (/[*?]/.test(glob) ? 0 : 1000);
}

/** Whether a name matches a glob in which `*` stands for any characters and `?` for one. Linear in glob times name. */
export function matchesGlob(glob: string, name: string): boolean {
  let [at, i, star, mark] = [0, 0, -1, 0];
  while (i < name.length) {
    const wanted = glob[at];
    if (wanted === '*') {
      star = at;
      mark = i;
      at += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === name[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      mark += 1;
      [at, i] = [star + 1, mark];
    } else return false;
  }
  while (glob[at] === '*') at += 1;
  return at === glob.length;
}
