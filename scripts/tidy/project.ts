import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import ts from 'typescript';

export interface Problem {
  file: string;
  line: number;
  /** What is wrong and what to write in its place. */
  message: string;
}

export type Rule = (project: Project) => Iterable<Problem>;

export interface Manifest {
  name: string;
  dependencies: string[];
  devDependencies: string[];
  optionalDependencies: string[];
}

export interface Project {
  /** Text by path; paths are relative to the root and have forward slashes. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether a path relative to the root is a file or a folder. */
  exists(path: string): boolean;
  /** Syntax trees of the TypeScript and JavaScript files. */
  readonly modules: ReadonlyMap<string, ts.SourceFile>;
  /** By folder: `packages/range`; the root's is `.`. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'coverage', 'package-lock.json', 'LICENSE']);
const TEXT = new Set(['.ts', '.js', '.json', '.md', '.yaml', '.yml', '.html', '.css', '.sql', '.sh', '']);

export function readProject(root: string): Project {
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (NOT_OURS.has(entry.name)) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && TEXT.has(extname(path))) files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  visit('');
  return projectOf(files, (path) => existsSync(join(root, path)));
}

export function projectOf(files: ReadonlyMap<string, string>, exists: (path: string) => boolean): Project {
  const modules = new Map<string, ts.SourceFile>();
  const manifests = new Map<string, Manifest>();
  for (const [path, text] of files) {
    if (/\.[jt]s$/.test(path)) modules.set(path, ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true));
    const folder = /^(?:(.+)\/)?package\.json$/.exec(path);
    if (folder && !path.includes('/fixtures/')) manifests.set(folder[1] ?? '.', readManifest(text));
  }
  return { files, exists, modules, manifests };
}

function readManifest(text: string): Manifest {
  const json = JSON.parse(text);
  const names = (field: string): string[] => Object.keys(json[field] ?? {});
  return {
    name: json.name ?? '',
    dependencies: names('dependencies'),
    devDependencies: names('devDependencies'),
    optionalDependencies: names('optionalDependencies'),
  };
}

/** The package or system that a file belongs to: `packages/range`, `systems/realtime-chat`; else `.`. */
export function ownerOf(path: string): string {
  return /^(?:packages|systems)\/[^/]+(?=\/)/.exec(path)?.[0] ?? '.';
}

/** Whether a file is started only while working on the code: tests, and recorders of what real programs print. */
export function isTest(path: string): boolean {
  return /\.test\.ts$|(^|\/)(tests|record)\//.test(path);
}

/** Whether a file is there for tests to import. */
export function isTestHelper(path: string): boolean {
  return /(^|\/)(test(ing)?-[^/]+|testing)(\.ts$|\/)/.test(path);
}

export function lineOf(node: ts.Node): number {
  return lineAt(node.getSourceFile(), node.getStart());
}

export function lineAt(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** Every node under a node, itself first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** The lines of a text with their 1-based numbers. */
export function* linesOf(text: string): Generator<[number, string]> {
  let number = 0;
  for (const line of text.split('\n')) yield [++number, line];
}
