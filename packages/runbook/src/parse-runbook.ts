import type { Diagnostic, Note, ProgramGrammar, Runbook } from '@steadyhand/contracts';
import { parse as parseYaml } from 'yaml';
import { usualClient } from './blocks/sql-dialect.ts';
import { CommandReader } from './command-reader.ts';
import { type Span, unaccountedLines } from './coverage.ts';
import type { DraftProcedure } from './draft.ts';
import { readFacts } from './facts/read-facts.ts';
import { finish } from './finish.ts';
import { outline, type Section, walk } from './markdown/outline.ts';
import { parseMarkdown } from './markdown/parse-markdown.ts';
import { readSource } from './markdown/source.ts';
import { ParameterTable } from './parameter-table.ts';
import { readProcedures } from './read-procedures.ts';
import type { Reading } from './reading.ts';
import { Names } from './slug.ts';

export interface ParseOptions {
  /** What is known of programs, by name. A program that is not here has the effect `unknown`. */
  grammars: ReadonlyMap<string, ProgramGrammar>;
}

/** Reads a runbook as it stands. Never throws on content: what is wrong with it is in the diagnostics. */
export function parseRunbook(source: string, { grammars }: ParseOptions): Runbook {
  const { lines, diagnostics: encoding } = readSource(source);
  const { nodes, diagnostics: markdown } = parseMarkdown(lines);
  const root = outline(nodes, lines.length);
  const title = titleOf(root, lines);
  const parameters = new ParameterTable();
  const reader = new CommandReader(grammars, parameters, usualClient(lines));
  const reading: Reading = { source: lines, reader, procedures: [], notes: [], claimed: [] };
  const drafts = readProcedures(root, title, reading);
  const names = new Names();
  const ids = new Map(drafts.map((draft) => [draft, names.give(draft.path.join('/'))]));
  const procedures = drafts.map((draft) => finish(draft, ids.get(draft) ?? ''));
  const { spans, ...facts } = readFacts(root, procedures, lines);
  const notes = notesOf(reading, ids, spans);
  const diagnostics = [...encoding, ...markdown, ...reader.diagnostics].sort(byPlace);
  const unaccounted = unaccountedLines(lines, coveredBy({ root, reading, notes, spans, diagnostics, drafts }));
  return {
    title,
    diagnostics,
    coverage: { lines: lines.length, unaccounted },
    procedures,
    parameters: parameters.list(),
    ...facts,
    notes,
  };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0);
}

/** The first heading of the highest level, the front matter's title, or the first words. */
function titleOf(root: Section, lines: readonly string[]): string {
  const frontMatter = root.body.find((node) => node.type === 'yaml');
  const [first] = root.children;
  const heading = first?.depth === 1 ? first.title : '';
  if (heading !== '' && !/<%|\{\{/.test(heading)) return heading;
  return (
    (frontMatter === undefined ? null : titleInYaml(frontMatter.value)) ??
    (heading || first?.title) ??
    (lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, 80)
  );
}

function titleInYaml(text: string): string | null {
  try {
    const value: unknown = parseYaml(text, { logLevel: 'error' });
    const title = typeof value === 'object' && value !== null && 'title' in value ? value.title : null;
    return typeof title === 'string' ? title : null;
  } catch {
    return null;
  }
}

/** Notes whose every line a fact has taken are left out. */
function notesOf({ notes }: Reading, ids: ReadonlyMap<DraftProcedure, string>, facts: readonly Span[]): Note[] {
  const taken = new Set<number>();
  for (const { line, endLine } of facts) for (let at = line; at <= endLine; at += 1) taken.add(at);
  return notes
    .filter(({ line, endLine, kind }) => {
      if (kind !== 'table' && kind !== 'list' && kind !== 'metadata') return true;
      const first = kind === 'table' ? line + 2 : line;
      if (first > endLine) return true;
      for (let at = first; at <= endLine; at += 1) if (!taken.has(at)) return true;
      return false;
    })
    .map(({ procedure, under, line, endLine, kind, role, text }) => ({
      line,
      endLine,
      kind,
      role,
      text,
      ...(under.length > 0 ? { under: [...under] } : {}),
      procedure: procedure === null ? null : (ids.get(procedure) ?? null),
    }));
}

interface Covered {
  root: Section;
  reading: Reading;
  notes: readonly Note[];
  spans: readonly Span[];
  diagnostics: readonly Diagnostic[];
  drafts: readonly DraftProcedure[];
}

function* coveredBy({ root, reading, notes, spans, diagnostics, drafts }: Covered): Generator<Span> {
  for (const { heading, line } of walk(root)) {
    if (heading !== null) yield { line, endLine: heading.position?.end.line ?? line };
  }
  yield* reading.claimed;
  yield* notes;
  yield* spans;
  for (const { steps } of drafts) yield* steps;
  for (const { line, rule } of diagnostics)
    if (/too-(?:long|deep)|unreadable/.test(rule)) yield { line, endLine: line };
}
