import { posix } from 'node:path';
import ts from 'typescript';
import { lineOf, nodesOf, type Project } from './project.ts';

export interface Import {
  file: string;
  line: number;
  specifier: string;
  /**
   * - `value`: loaded when the file is.
   * - `type`: gone after type stripping.
   * - `lazy`: `import('…')`.
   * - `file`: `new URL('…', import.meta.url)`, a module that runs in a process of its own.
   */
  kind: 'value' | 'type' | 'lazy' | 'file';
}

export function* importsOf(file: string, source: ts.SourceFile): Generator<Import> {
  for (const node of nodesOf(source)) {
    const found = importAt(node);
    if (found) yield { file, line: lineOf(node), ...found };
  }
}

export function* allImports(project: Project): Generator<Import> {
  for (const [file, source] of project.modules) yield* importsOf(file, source);
}

/** The file that a relative import names, as a path of the project. */
export function targetOf({ file, specifier }: Import): string | null {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), specifier)) : null;
}

/** `@scope/name/deep` → `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function importAt(node: ts.Node): Pick<Import, 'specifier' | 'kind'> | undefined {
  if (ts.isImportDeclaration(node)) return from(node.moduleSpecifier, isTypeOnlyImport(node) ? 'type' : 'value');
  if (ts.isExportDeclaration(node)) return from(node.moduleSpecifier, isTypeOnlyExport(node) ? 'type' : 'value');
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return from(node.argument.literal, 'type');
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return from(node.arguments[0], 'lazy');
  }
  if (ts.isNewExpression(node) && node.arguments?.[1]?.getText() === 'import.meta.url') {
    const specifier = from(node.arguments[0], 'file');
    return specifier && /\.[jt]s$/.test(specifier.specifier) ? specifier : undefined;
  }
  return undefined;
}

function from(node: ts.Node | undefined, kind: Import['kind']): Pick<Import, 'specifier' | 'kind'> | undefined {
  return node && ts.isStringLiteralLike(node) ? { specifier: node.text, kind } : undefined;
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const bindings = importClause.namedBindings;
  return (
    !importClause.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function isTypeOnlyExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  return (
    exportClause !== undefined &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.length > 0 &&
    exportClause.elements.every((element) => element.isTypeOnly)
  );
}
