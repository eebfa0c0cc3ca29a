/**
 * markdown-it as the readers need it: links as they are written, the place of every inline token, tables with all their
 * cells, and a depth that is reported instead of dropped.
 */
import Parser, { type MarkdownIt, type StateBlock, type StateInline, type Token } from 'markdown-it';
import { takeAddress } from './addresses.ts';

/** Levels of quotes, lists and items (a list in a list is two) below which nothing is read. */
const DEEPEST = 24;

export type Environment = Parameters<MarkdownIt['parse']>[1];

/** Inline tokens carry where they begin in their text as `map[0]`. */
class PlacedInline extends Parser.StateInline {
  override push(...given: Parameters<StateInline['push']>): Token {
    const token = super.push(...given);
    token.map = [this.pos, this.pos];
    return token;
  }

  override pushPending(): Token {
    const token = super.pushPending();
    token.map = [this.pos, this.pos];
    return token;
  }
}

export function createParser(): MarkdownIt {
  const md = new Parser({ html: true, maxNesting: DEEPEST + 8 });
  md.inline.State = PlacedInline;
  md.normalizeLink = (url) => url;
  md.normalizeLinkText = (url) => url;
  md.validateLink = () => true;
  md.inline.ruler.at('linkify', takeAddress);
  const [table] = md.block.ruler.getRules('');
  if (table !== undefined) md.block.ruler.at('table', wholeTable(table), { alt: ['paragraph', 'reference'] });
  md.block.ruler.before('table', 'too_deep', tooDeep);
  return md;
}

type BlockRule = Parameters<MarkdownIt['block']['ruler']['at']>[1];

/** Takes the text of a table instead of the cells that GFM leaves of it: a row with more cells than columns loses none. */
function wholeTable(beginsTable: BlockRule): BlockRule {
  return (...[state, startLine, endLine, silent]) => {
    if (!beginsTable(state, startLine, endLine, true)) return false;
    if (silent) return true;
    let line = startLine + 2;
    while (line < endLine && isRow(state, line, endLine)) line += 1;
    const token = state.push('table', '', 0);
    token.map = [startLine, line];
    token.content = state.getLines(startLine, line, state.blkIndent, false);
    state.line = line;
    return true;
  };
}

/** A table ends at an empty line, and where another block begins (GFM 0.29, 4.10). */
function isRow(state: StateBlock, line: number, endLine: number): boolean {
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  if (indent < 0 || indent >= 4 || state.isEmpty(line)) return false;
  return !state.md.block.ruler.getRules('blockquote').some((begins) => begins(state, line, endLine, true));
}

/** Takes what stands deeper than `DEEPEST` as one token, up to where its list or quote ends. */
function tooDeep(state: StateBlock, startLine: number, endLine: number): boolean {
  if (state.level <= DEEPEST) return false;
  let line = startLine + 1;
  while (line < endLine && (state.isEmpty(line) || (state.sCount[line] ?? 0) >= state.blkIndent)) line += 1;
  state.push('too_deep', '', 0).map = [startLine, line];
  state.line = line;
  return true;
}
