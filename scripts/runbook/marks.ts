/** Marks made by hand on real runbooks, and how well a parsed form agrees with them. packages/runbook/fixtures/marked/README.md says what they mean. */
import type { Runbook } from '@steadyhand/contracts';

interface MarkedProcedure {
  /** Lines of the headings that a careful reader could take for the procedure's own. */
  at: number[];
  /** The kinds that fit, joined by `/`. */
  kind: string;
  /** `12 14-16 20?`: lines on which a step may begin; `?` marks what one may list or leave out. */
  steps: string;
  /** `12 aws, 14-15 bash/deploy.sh, 20 top?`: the line, the programs that fit; `*` is any. */
  commands: string;
}

export interface MarkedDocument {
  document: string;
  /** Of the document's bytes. */
  sha256: string;
  procedures: MarkedProcedure[];
}

interface Mark {
  from: number;
  to: number;
  /** Null where any will do. */
  programs: string[] | null;
  certain: boolean;
  at: readonly number[];
}

/** What of one sort was marked, found, and found without a mark. */
export interface Tally {
  marked: number;
  found: number;
  /** What the parser has and no mark speaks of: `line` or `line program`. */
  invented: string[];
  missed: string[];
  /** Found at its line, but in another procedure. */
  misplaced: string[];
}

export interface Score {
  steps: Tally;
  commands: Tally;
  kinds: { marked: number; fitting: number; wrong: string[] };
}

interface Found {
  line: number;
  program: string;
  procedure: number;
}

export function scoreMarks(marked: MarkedDocument, { procedures }: Pick<Runbook, 'procedures'>): Score {
  const steps = procedures.flatMap((procedure) =>
    procedure.steps.map(({ line }) => ({ line, program: '', procedure: procedure.line })),
  );
  const commands = procedures.flatMap((procedure) =>
    procedure.steps.flatMap((step) =>
      step.commands.map(({ line, program }) => ({ line, program: lastPart(program), procedure: procedure.line })),
    ),
  );
  const marks = (read: (procedure: MarkedProcedure) => Mark[]): Mark[] => marked.procedures.flatMap(read);
  return {
    steps: tally(marks(stepMarks), steps),
    commands: tally(marks(commandMarks), commands),
    kinds: kindsOf(marked, procedures),
  };
}

function kindsOf(marked: MarkedDocument, procedures: Runbook['procedures']): Score['kinds'] {
  const kinds = { marked: 0, fitting: 0, wrong: [] as string[] };
  for (const { line, kind, steps } of procedures) {
    const mark = marked.procedures.find(({ at }) => at[0] === line);
    if (mark === undefined || steps.length === 0) continue;
    kinds.marked += 1;
    if (mark.kind.split('/').includes(kind)) kinds.fitting += 1;
    else kinds.wrong.push(`${line} ${kind}, not ${mark.kind}`);
  }
  return kinds;
}

function tally(marks: readonly Mark[], found: readonly Found[]): Tally {
  const free = new Set(found);
  const take = (mark: Mark, fits: (one: Found) => boolean): boolean => {
    for (const one of free) {
      if (!isAt(mark, one) || !fits(one)) continue;
      free.delete(one);
      return true;
    }
    return false;
  };
  const certain = marks
    .filter((mark) => mark.certain)
    .sort((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from);
  const missed = certain.filter((mark) => !take(mark, ({ procedure }) => mark.at.includes(procedure)));
  const misplaced = missed.filter((mark) => take(mark, () => true));
  for (const mark of marks) if (!mark.certain) take(mark, () => true);
  const gone = missed.filter((mark) => !misplaced.includes(mark));
  return {
    marked: certain.length,
    found: certain.length - missed.length,
    invented: [...free].map(({ line, program }) => `${line} ${program}`.trim()),
    missed: gone.map(named),
    misplaced: misplaced.map(named),
  };
}

function isAt({ from, to, programs }: Mark, { line, program }: Found): boolean {
  return line >= from && line <= to && (programs === null || programs.includes(program));
}

function named({ from, programs }: Mark): string {
  return `${from} ${programs?.join('/') ?? ''}`.trim();
}

function stepMarks({ at, steps }: MarkedProcedure): Mark[] {
  return steps.split(' ').flatMap((token) => {
    const match = /^(\d+)(?:-(\d+))?(\?)?$/.exec(token);
    return match === null ? [] : [{ ...lines(match), programs: null, certain: match[3] === undefined, at }];
  });
}

function commandMarks({ at, commands }: MarkedProcedure): Mark[] {
  return commands.split(',').flatMap((token) => {
    const match = /^(\d+)(?:-(\d+))? (\S+?)(\?)?$/.exec(token.trim());
    if (match?.[3] === undefined) return [];
    const programs = match[3] === '*' ? null : match[3].split('/');
    return [{ ...lines(match), programs, certain: match[4] === undefined, at }];
  });
}

function lines([, from, to]: RegExpExecArray): { from: number; to: number } {
  return { from: Number(from), to: Number(to ?? from) };
}

function lastPart(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}
