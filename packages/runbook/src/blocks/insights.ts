/** CloudWatch Logs Insights queries; one block may hold several, told apart by empty lines and comments. */
import { INSIGHTS_HEADER } from './language.ts';

export interface Query {
  text: string;
  /** First line of the query itself and its last, 1-based within the block. */
  line: number;
  endLine: number;
  comments: string[];
}

export function splitQueries(text: string): Query[] {
  const queries: Query[] = [];
  let comments: string[] = [];
  let open: Query | null = null;
  for (const [i, line] of text.split('\n').entries()) {
    const comment = /^\s*#+\s*(.*)$/.exec(line);
    if (line.trim() === '' || INSIGHTS_HEADER.test(line) || comment !== null) {
      if (comment !== null || line.trim() !== '') open = null;
      if (comment?.[1]) comments.push(comment[1]);
      continue;
    }
    const goesOn: boolean = open !== null && (/^\s*\|/.test(line) || open.endLine === i);
    if (open !== null && goesOn) {
      open.text += `\n${line}`;
      open.endLine = i + 1;
      continue;
    }
    open = { text: line, line: i + 1, endLine: i + 1, comments };
    queries.push(open);
    comments = [];
  }
  return queries;
}
