/** The SQL of a document: fences, what is typed into psql, and what is given to it. */
import { splitStatements } from '../blocks/sql.ts';
import type { RuleContext } from '../rules/rule.ts';

export interface SqlStatement {
  text: string;
  /** Line of the document on which it begins. */
  line: number;
  /** Whether Postgres is what will read it. */
  postgres: boolean;
  /** Whether its lines stand in the document as they are here. */
  verbatim: boolean;
}

const OTHER_DIALECT =
  /\b(?:mysql|mariadb|athena|bigquery|snowflake|clickhouse|oracle|sqlite|sql server|tsql|cassandra|cql|spanner|redshift|presto|trino|cockroach)\b/i;

/** A fence that is tagged as SQL and holds a query of CloudWatch Logs Insights. */
const NO_SQL = /^\s*(?:#.*\n\s*)*(?:fields|filter|parse|stats)\s/i;
/** A line of a SQL fence that opens the client. */
const OPENER = /^[ \t]*(?:[A-Z]+="?\S*[ \t]+)*(?:psql|mysql)\b[^;\n]*$/gm;

/** Every statement, in the document's order. */
export function sqlStatements(context: RuleContext): SqlStatement[] {
  return [...fromBlocks(context), ...fromCommands(context)].sort((a, b) => a.line - b.line);
}

function fromBlocks({ runbook, lines }: RuleContext): SqlStatement[] {
  const document = lines.join('\n');
  const speaksPostgres = /\b(?:postgres\w*|psql|pg_\w+)\b/i.test(document) && !OTHER_DIALECT.test(document);
  const blocks = runbook.procedures.flatMap(({ steps }) => steps.flatMap((step) => step.blocks));
  return blocks
    .filter(({ language }) => language === 'sql')
    .filter(({ text }) => !NO_SQL.test(text))
    .flatMap((block) => {
      const postgres = block.inside === undefined ? speaksPostgres : /\bpsql\b/.test(block.inside);
      return statementsAt(block.text.replace(OPENER, ''), block.line).map((found) => ({
        ...found,
        postgres,
        verbatim: true,
      }));
    });
}

/** A text is cut at semicolons; what begins with a backslash is psql's own. */
function statementsAt(text: string, line: number): { text: string; line: number }[] {
  return splitStatements(text)
    .filter((statement) => !statement.text.startsWith('\\'))
    .map((statement) => ({ text: statement.text, line: statement.line + line - 1 }));
}

function fromCommands({ commands, lines }: RuleContext): SqlStatement[] {
  return commands.flatMap(({ command, block, step, argv, stdin }) => {
    if (command.program !== 'psql' || block?.language === 'sql') return [];
    const given = argv.flatMap((word, i) => (/^(?:-\w*c|--command)$/.test(word) ? (argv[i + 1] ?? []) : []));
    const isTyped = step.blocks.some(({ inside }) => inside === command.text);
    const own = argv.flatMap((word) => /^--command=([\s\S]*)$/.exec(word)?.[1] ?? []);
    return [...given, ...own, ...(stdin === null || isTyped ? [] : [stdin])].flatMap((text) => {
      const line = lineOf(text, command.line, lines);
      return statementsAt(text, line).map((found) => ({ ...found, postgres: true, verbatim: false }));
    });
  });
}

/** The line on which a text begins that is given to a command. */
function lineOf(text: string, from: number, lines: readonly string[]): number {
  const rows = text.split('\n');
  const first = rows.findIndex((row) => row.trim() !== '');
  const wanted = (rows[first] ?? '').trim();
  const last = Math.min(lines.length, from + 60);
  for (let line = from; wanted !== '' && line <= last; line += 1) {
    const here = (lines[line - 1] ?? '').replaceAll('\\"', '"').replaceAll('\\$', '$');
    if (here.includes(wanted)) return line - first;
  }
  return from;
}

/** Puts a name where a blank stands: a name can stand wherever a value can. Line ends stay. */
export function withoutBlanks(sql: string): string {
  return sql
    .replace(
      /\$\([^)]*\)|\$\{[^}]*\}|\$[A-Za-z_]\w*|\{\{[^}]*\}\}|<(?![^>]*\b(?:and|or)\b)[A-Za-z](?:[\w .-]{0,60}\w)?>|:'\w+'|:"\w+"/g,
      'x',
    )
    .replace(/(?<![:\w'])\[[A-Za-z][\w -]*\]/g, 'x')
    .replace(/(?<![:\w]):[a-z]\w*/gi, 'x');
}
