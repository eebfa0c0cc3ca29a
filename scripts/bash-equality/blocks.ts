/** The shell blocks of documents, with every blank and every name that the reader is to set filled in one fixed way. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { analyseShell, fillBlanks, maskBlanks, type ShellAnalysis } from '@steadyhand/bash';
import { parseRunbook } from '@steadyhand/runbook';
import { loadGrammars } from '../../packages/cli/src/compose.ts';
import { isShellTool } from '../../packages/shell/src/programs.ts';

export interface ShellBlock {
  document: string;
  /** Line of the document at which the text begins. */
  line: number;
  text: string;
  analysis: ShellAnalysis;
  /** Exported before the text runs. */
  env: Readonly<Record<string, string>>;
  /** Paths of scripts and files of the working folder that the text calls or reads as shell. */
  scripts: readonly string[];
}

export interface ShellDocument {
  name: string;
  text: string;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** The documents of others that stand beside the repository; none where it stands alone. */
export function documentsOfOthers(): ShellDocument[] {
  return ['seeds', 'corpus'].flatMap((folder) => {
    const path = join(ROOT, '..', 'shared', folder);
    const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.md')) : [];
    return names
      .sort()
      .filter((name) => name !== 'README.md')
      .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(path, name), 'utf8') }));
  });
}

/** Blocks about which a session and bash must agree, and such as a session is to refuse. */
export function ownDocument(name: 'bash-equality' | 'bash-refused'): ShellDocument {
  const path = `tests/fixtures/${name}.md`;
  return { name: path, text: readFileSync(join(ROOT, path), 'utf8') };
}

export async function readShellBlocks(documents: readonly ShellDocument[]): Promise<ShellBlock[]> {
  const grammars = await loadGrammars();
  return documents.flatMap(({ name, text }) => {
    const { procedures } = parseRunbook(text, { grammars });
    const blocks = procedures.flatMap(({ steps }) => steps.flatMap((step) => step.blocks));
    return blocks
      .filter(({ language, inside }) => language === 'shell' && inside === undefined)
      .map((block) => filled(name, block.line, block.text));
  });
}

function filled(document: string, line: number, source: string): ShellBlock {
  const blanks = maskBlanks(source).blanks.map(({ name }) => name);
  const text = fillBlanks(source, new Map(blanks.map((name) => [name, placeholder(name)])));
  const analysis = analyseShell(text);
  const calculated = new Set(analysis.uses.filter((use) => use.arithmetic).map((use) => use.name));
  const needed = analysis.uses.filter((use) => !use.hasDefault).map((use) => use.name);
  const env = Object.fromEntries(needed.map((name) => [name, calculated.has(name) ? '7' : placeholder(name)]));
  return { document, line, text, analysis, env, scripts: scriptsOf(analysis) };
}

/** One word, not like that of another name. */
function placeholder(name: string): string {
  return `the-${name.replace(/[^\w-]+/g, '-').toLowerCase()}`;
}

const RELATIVE = /^(?![-~])[\w./-]+$/;

function scriptsOf({ commands, redirections }: ShellAnalysis): string[] {
  const paths = commands.flatMap(({ program, programUnresolved, argv, unresolved }) => {
    if (!programUnresolved && program.includes('/')) return [program];
    if (!['bash', 'sh', 'source', '.'].includes(program)) return [];
    const at = argv.findIndex((word) => !word.startsWith('-'));
    return at === -1 || unresolved.has(at) || argv.slice(0, at).some((word) => /c/.test(word)) ? [] : [argv[at] ?? ''];
  });
  const isMade = (path: string): boolean => redirections.some(({ target }) => basename(target) === basename(path));
  return [...new Set(paths)].filter(
    (path) => RELATIVE.test(path) && !path.startsWith('/') && !path.includes('..') && !isMade(path),
  );
}

/** Programs that some block calls, and that are neither of the shell nor tools of a session. */
export function programsOf(blocks: readonly ShellBlock[]): Set<string> {
  const functions = new Set(blocks.flatMap(({ analysis }) => analysis.functions));
  const names = blocks.flatMap(({ analysis }) =>
    analysis.commands.flatMap(({ program, programUnresolved }) => (programUnresolved ? [] : [program])),
  );
  return new Set(
    names.filter((name) => /^[\w.+-]+$/.test(name) && !functions.has(name) && !isShellTool(name) && !OF_BASH.has(name)),
  );
}

/** What bash itself would carry out, and no program can stand for. */
const OF_BASH = new Set(
  (
    'alias bg bind builtin caller coproc disown enable exec fc fg help history jobs kill logout suspend times trap ulimit ' +
    'umask unalias . ..'
  ).split(' '),
);
