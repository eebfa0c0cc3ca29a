import { allImports, packageOf } from './imports.ts';
import { ownerOf, type Problem, type Project, type Rule } from './project.ts';

const PAGE = 'DEPENDENCIES.md';

/** Every third-party package has its line of reason, and every line its package. */
export const dependencyReasons: Rule = function* (project) {
  const lines = reasonsOf(project.files.get(PAGE) ?? '');
  const used = new Set<string>();
  for (const [folder, { dependencies, optionalDependencies, devDependencies }] of project.manifests) {
    for (const name of [...dependencies, ...optionalDependencies, ...devDependencies]) {
      if (name.startsWith('@steadyhand/')) continue;
      const reason = lines.find(({ pattern }) => matches(pattern, name));
      if (reason) used.add(reason.pattern);
      else
        yield {
          file: manifestOf(folder),
          line: 1,
          message: `${name} has no line in ${PAGE}; say there why it is needed.`,
        };
    }
  }
  for (const { pattern, line } of lines) {
    if (!used.has(pattern)) yield { file: PAGE, line, message: `No package declares ${pattern}; remove the line.` };
  }
};

/** What is declared is imported; what one has no need of is one more thing that can break. */
export const idleDependencies: Rule = function* (project) {
  const imported = new Map<string, Set<string>>();
  for (const { file, specifier } of allImports(project)) {
    const owner = ownerOf(file);
    imported.set(owner, (imported.get(owner) ?? new Set()).add(packageOf(specifier)));
  }
  for (const [folder, { dependencies }] of project.manifests) {
    for (const name of dependencies) {
      if (!imported.get(folder)?.has(name)) yield idle(folder, name, project);
    }
  }
};

function idle(folder: string, name: string, project: Project): Problem {
  const file = manifestOf(folder);
  const text = project.files.get(file) ?? '';
  const line = text.slice(0, text.indexOf(`"${name}"`)).split('\n').length;
  return { file, line, message: `Nothing in ${folder} imports ${name}; remove it.` };
}

function manifestOf(folder: string): string {
  return folder === '.' ? 'package.json' : `${folder}/package.json`;
}

/** The first column of the page's tables: one package, or a family of them as `@scope/*`. */
function reasonsOf(page: string): { pattern: string; line: number }[] {
  return page.split('\n').flatMap((content, index) => {
    const pattern = /^\| `([^`]+)`/.exec(content)?.[1];
    return pattern ? [{ pattern, line: index + 1 }] : [];
  });
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
