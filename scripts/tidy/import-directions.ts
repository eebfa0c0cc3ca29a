import { isBuiltin } from 'node:module';
import { allImports, type Import, packageOf, targetOf } from './imports.ts';
import { isTest, isTestHelper, type Manifest, ownerOf, type Problem, type Project, type Rule } from './project.ts';

/** The level table: what each package may import of the others. Arrows only point down. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'packages/contracts': [],
  'packages/bash': ['contracts'],
  'packages/aws-catalog': ['contracts'],
  'packages/postgres': ['contracts'],
  'packages/runbook': ['contracts', 'bash'],
  'packages/shell': ['contracts', 'bash'],
  'packages/range': ['contracts', 'postgres'],
  'packages/programs': ['contracts', 'bash', 'postgres'],
  'packages/aws': ['contracts', 'aws-catalog'],
  'packages/engine': ['contracts', 'bash', 'postgres', 'runbook', 'shell'],
  'packages/cli': [
    'contracts',
    'bash',
    'aws-catalog',
    'postgres',
    'runbook',
    'shell',
    'range',
    'programs',
    'aws',
    'engine',
  ],
};
const SYSTEMS_MAY_IMPORT = ['contracts'];
/** A system is tested in a range. */
const SYSTEM_TESTS_MAY_IMPORT = ['contracts', 'range'];

const SCOPE = '@steadyhand/';

/** Packages import what the level table allows, by name, and declare all that they import; nothing else enforces it. */
export const importDirections: Rule = function* (project) {
  for (const found of allImports(project)) {
    const message = problemOf(found, project);
    if (message) yield { file: found.file, line: found.line, message };
  }
  yield* unknownPackages(project);
};

function problemOf(found: Import, project: Project): string | undefined {
  const owner = ownerOf(found.file);
  const target = targetOf(found);
  if (target !== null) {
    return owner === '.' || ownerOf(target) === owner
      ? undefined
      : `"${found.specifier}" reaches into ${ownerOf(target)}; import the package by its name.`;
  }
  if (isBuiltin(found.specifier)) return undefined;
  if (found.specifier.startsWith(SCOPE)) return ownPackageProblem(found, owner, project);
  return declarationProblem(found, owner, project);
}

function ownPackageProblem({ file, specifier }: Import, owner: string, project: Project): string | undefined {
  const name = specifier.slice(SCOPE.length);
  if (name.includes('/'))
    return `"${specifier}" reaches past the public face of ${packageOf(specifier)}; export it there.`;
  if (owner === '.') return undefined;
  const ofSystem = isTest(file) ? SYSTEM_TESTS_MAY_IMPORT : SYSTEMS_MAY_IMPORT;
  const allowed = owner.startsWith('systems/') ? ofSystem : MAY_IMPORT[owner];
  if (allowed && !allowed.includes(name)) {
    return `${owner} may import ${allowed.join(', ') || 'no other package'}, not ${name}; move the code down, or hand the thing in.`;
  }
  return isTest(file) || isTestHelper(file) || project.manifests.get(owner)?.dependencies.includes(specifier)
    ? undefined
    : `"${specifier}" is not declared; add it to the dependencies of ${owner}/package.json.`;
}

function declarationProblem({ file, specifier, kind }: Import, owner: string, project: Project): string | undefined {
  const name = packageOf(specifier);
  // What never leaves the workspace may use all that the workspace has.
  if (owner === '.' || isTest(file) || isTestHelper(file)) {
    return declaredAnywhere(name, project) ? undefined : `"${name}" is not declared; add it to package.json.`;
  }
  const own = project.manifests.get(owner);
  const atRunTime = [...(own?.dependencies ?? []), ...(own?.optionalDependencies ?? [])];
  const types = [...(own?.devDependencies ?? []), ...(project.manifests.get('.')?.devDependencies ?? [])];
  if (atRunTime.includes(name)) return undefined;
  if (kind === 'type' && [...atRunTime, ...types].some((one) => one === name || one === typesOf(name)))
    return undefined;
  return `"${name}" is not declared; add it to ${owner}/package.json.`;
}

/** `mdast` → `@types/mdast`. */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;
}

function declaredAnywhere(name: string, project: Project): boolean {
  const declares = ({ dependencies, devDependencies, optionalDependencies }: Manifest): boolean =>
    [...dependencies, ...devDependencies, ...optionalDependencies].includes(name);
  return [...project.manifests.values()].some(declares);
}

function* unknownPackages(project: Project): Generator<Problem> {
  for (const folder of project.manifests.keys()) {
    if (folder.startsWith('packages/') && !(folder in MAY_IMPORT)) {
      yield {
        file: `${folder}/package.json`,
        line: 1,
        message: `${folder} has no place in the level table; add it to scripts/tidy/import-directions.ts.`,
      };
    }
  }
}
