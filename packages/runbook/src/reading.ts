import type { CommandReader } from './command-reader.ts';
import type { DraftNote, DraftProcedure } from './draft.ts';

/** What the parts of a reader share while one document is read. */
export interface Reading {
  source: readonly string[];
  reader: CommandReader;
  procedures: DraftProcedure[];
  notes: DraftNote[];
  /** Lines that belong to something that does not keep its own place: an expectation, a symptom. */
  claimed: { line: number; endLine: number }[];
}
