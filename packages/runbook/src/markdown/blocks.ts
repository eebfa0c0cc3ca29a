/** The tree of a document out of markdown-it's row of block tokens. */
import type { MarkdownIt, Token } from 'markdown-it';
import type {
  BlockContent,
  Code,
  Definition,
  DefinitionContent,
  Heading,
  List,
  ListItem,
  Paragraph,
  Table,
  TableRow,
} from 'mdast';
import { InlineReader, type Position, placeOf } from './inline.ts';
import { lastLine } from './text.ts';

export type Block = BlockContent | DefinitionContent;

export interface Blocks {
  nodes: Block[];
  tooDeep: Position[];
}

/** Parses lines; `offset` is how many of the document stand before them. `tooDeep` is where nothing was read. */
export function readBlocks(lines: readonly string[], offset: number, md: MarkdownIt): Blocks {
  const env = {};
  const tokens: Token[] = [];
  md.block.parse(lines.join('\n'), md, env, tokens);
  const reader = new BlockReader(tokens, { lines, offset, md, inline: new InlineReader(md, env) });
  return { nodes: reader.read(), tooDeep: reader.tooDeep };
}

interface Source {
  lines: readonly string[];
  offset: number;
  md: MarkdownIt;
  inline: InlineReader;
}

/** GFM 0.29, 5.3: a box at the start of an item, with words behind it. */
const BOX = /^\[([ \t\nx])\](?:\n|[ \t](?=[ \t]*\S))/i;

class BlockReader {
  readonly tooDeep: Position[] = [];
  readonly #tokens: readonly Token[];
  readonly #source: Source;
  #at = 0;

  constructor(tokens: readonly Token[], source: Source) {
    this.#tokens = tokens;
    this.#source = source;
  }

  /** The nodes up to where what is open closes, or to the end. */
  read(): Block[] {
    const nodes: Block[] = [];
    for (let token = this.#next(); token !== undefined && token.nesting >= 0; token = this.#next()) {
      if (token.type === 'too_deep') this.tooDeep.push(this.#placeOf(token));
      else nodes.push(this.#node(token));
    }
    return nodes;
  }

  #next(): Token | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  #placeOf({ map }: Token): Position {
    const [from, to] = map ?? [0, 1];
    return placeOf(this.#source.offset + from + 1, this.#source.offset + to);
  }

  #node(token: Token): Block {
    const position = this.#placeOf(token);
    switch (token.type) {
      case 'heading_open': {
        const depth = Number(token.tag.slice(1)) as Heading['depth'];
        return { type: 'heading', depth, children: this.#words(position), position };
      }
      case 'blockquote_open':
        return { type: 'blockquote', children: this.read(), position: this.#withoutBlank(position) };
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.#list(token.type === 'ordered_list_open', position);
      case 'fence':
        return { ...this.#fence(token), position };
      case 'code_block':
        return { type: 'code', lang: null, value: withoutEnd(token.content), position };
      case 'html_block':
        return { type: 'html', value: withoutEnd(token.content), position };
      case 'hr':
        return { type: 'thematicBreak', position };
      case 'table':
        return this.#table(token.content, position);
      case 'reference_definition':
        return this.#definition(token, position);
      default:
        return { type: 'paragraph', children: this.#words(position), position };
    }
  }

  /** What a heading or a paragraph says; its tokens are the words and its end. */
  #words({ start }: Position): Paragraph['children'] {
    const words = this.#next();
    this.#next();
    return this.#source.inline.read(words?.content ?? '', start.line);
  }

  #list(ordered: boolean, position: Position): List {
    const children: ListItem[] = [];
    for (let token = this.#next(); token?.type === 'list_item_open'; token = this.#next())
      children.push(this.#item(this.#placeOf(token)));
    const last = children.at(-1);
    return { type: 'list', ordered, children, position: placeOf(position.start.line, last && lastLine(last)) };
  }

  /** Ends with what stands in it: empty lines below are not the item's. */
  #item({ start: { line } }: Position): ListItem {
    const words = this.#tokens[this.#at + 1];
    const box = this.#tokens[this.#at]?.type === 'paragraph_open' ? BOX.exec(words?.content ?? '') : null;
    if (words !== undefined && box !== null) words.content = words.content.slice(box[0].length);
    const children = this.read();
    const last = children.at(-1);
    const position = placeOf(line, last && lastLine(last));
    return { type: 'listItem', checked: box === null ? null : /x/i.test(box[1] ?? ''), children, position };
  }

  #withoutBlank({ start, end }: Position): Position {
    const { lines, offset } = this.#source;
    let last = end.line;
    while (last > start.line && lines[last - 1 - offset]?.trim() === '') last -= 1;
    return placeOf(start.line, last);
  }

  #fence({ info, content }: Token): Code {
    const [, lang = null, meta = null] = /^\s*(\S+)(?:\s+(.*\S))?/.exec(this.#source.md.utils.unescapeAll(info)) ?? [];
    return { type: 'code', lang, meta, value: withoutEnd(content) };
  }

  #table(text: string, { start: { line } }: Position): Table {
    const rows = text.split('\n');
    const children: TableRow[] = [];
    for (const [i, row] of rows.entries()) if (i !== 1) children.push(this.#row(row, line + i));
    return { type: 'table', children, position: placeOf(line, line + rows.length - 1) };
  }

  #row(row: string, line: number): TableRow {
    const position = placeOf(line);
    const children = cellsOf(row).map((cell) => {
      const words = this.#source.inline.read(cell, line);
      return { type: 'tableCell' as const, children: words, position };
    });
    return { type: 'tableRow', children, position };
  }

  #definition({ map, meta }: Token, position: Position): Definition {
    const { lines, md } = this.#source;
    const text = lines.slice(...(map ?? [])).join('\n');
    const [whole = '', label = String(meta?.label)] = /^[^[]*\[((?:\\.|[^[\]\\])*)\]:\s*/s.exec(text) ?? [];
    const { str: url } = md.helpers.parseLinkDestination(text, whole.length, text.length);
    return { type: 'definition', identifier: String(meta?.label), label: label.trim(), url, position };
  }
}

/** The cells of a row as they are written, more or fewer than the table has columns (GFM 0.29, 4.10). */
function cellsOf(row: string): string[] {
  const text = row.trim().replace(/^\|/, '');
  const cells = text.split(/(?<!\\)\|/);
  if (cells.length > 1 && cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim());
}

function withoutEnd(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
