/** What steps and procedures are while the document is still being read. */
import type { Block, Phase, RunbookCommand } from '@steadyhand/contracts';
import type { Section } from './markdown/outline.ts';

export interface DraftStep {
  line: number;
  endLine: number;
  /** Null where the document does not say; decided once the whole procedure is known. */
  phase: Phase | null;
  text: string;
  condition: string | null;
  /** Labels and headings of the procedure above it. */
  under: readonly string[];
  alternativeTo: DraftStep | null;
  expects: string | null;
  details: string[];
  blocks: Block[];
  commands: RunbookCommand[];
  /** It stands behind a box to tick. */
  checkbox: boolean;
}

export interface DraftTrigger {
  line: number;
  alarm?: string;
  text: string;
}

export interface DraftProcedure {
  section: Section;
  title: string;
  /** Slugs of the headings from the top. */
  path: string[];
  line: number;
  endLine: number;
  triggers: DraftTrigger[];
  symptoms: string[];
  severity: string | null;
  steps: DraftStep[];
  /** Lines from which the symptoms were read, for what else they say. */
  symptomLines: number[];
}

export interface DraftNote {
  line: number;
  endLine: number;
  kind:
    | 'prose'
    | 'list'
    | 'table'
    | 'diagram'
    | 'config'
    | 'output'
    | 'template'
    | 'toc'
    | 'comment'
    | 'front-matter'
    | 'metadata';
  role: string | null;
  under: readonly string[];
  procedure: DraftProcedure | null;
  text: string;
}
