import { posix } from 'node:path';
import { allImports, targetOf } from './imports.ts';
import { isTest, isTestHelper, type Rule } from './project.ts';

/** Names that tools and habit give. */
const GIVEN_NAMES = /^(README|RUNBOOK|CHANGELOG|CONTRIBUTING|ARCHITECTURE|DEPENDENCIES|LICENSE)(\.md)?$/;

/** `queue-backlog.yaml`, `main.test.ts`, `0001-one-process.md`; folders too. */
export const fileNames: Rule = function* (project) {
  for (const file of project.files.keys()) {
    const wrong = file
      .split('/')
      .filter((name) => !GIVEN_NAMES.test(name) && !/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name))[0];
    if (wrong && !file.includes('/fixtures/')) {
      yield { file, line: 1, message: `"${wrong}" is not kebab-case; rename it.` };
    }
  }
};

/** Where a program starts, so nobody imports it. */
const ENTRIES: readonly RegExp[] = [
  /^packages\/[^/]+\/src\/index\.ts$/,
  /^packages\/cli\/src\/main\.ts$/,
  /^packages\/cli\/bin\/[^/]+\.js$/,
  /^systems\/[^/]+\/stack\.ts$/,
  /^systems\/[^/]+\/(services|dependencies)\/[^/]+\/main\.ts$/,
  /^systems\/[^/]+\/drills\/[^/]+\.ts$/,
  /^(scripts|bench)\/[^/]+\.ts$/,
  /^[^/]+\.config\.ts$/,
];

/** Every source is reached from where a program starts; a test of its own does not keep a file alive. */
export const deadFiles: Rule = function* (project) {
  const imports = new Map<string, string[]>();
  for (const found of allImports(project)) {
    const target = targetOf(found);
    if (target) imports.set(found.file, [...(imports.get(found.file) ?? []), target]);
  }
  const files = [...project.modules.keys()].filter((file) => !/\/fixtures\/|\.d\.ts$/.test(file));
  const entries = files.filter((file) => ENTRIES.some((entry) => entry.test(file)));
  const alive = reached(entries, imports);
  const aliveInTests = reached(files.filter(isTest), imports);
  for (const file of files) {
    if (alive.has(file) || isTest(file) || (isTestHelper(file) && aliveInTests.has(file))) continue;
    const message = aliveInTests.has(file)
      ? `Only tests import it; use it, delete it, or name it test-${posix.basename(file)}.`
      : 'Nothing imports it; use it or delete it.';
    yield { file, line: 1, message };
  }
};

function reached(from: readonly string[], imports: ReadonlyMap<string, string[]>): Set<string> {
  const seen = new Set(from);
  for (const file of seen) for (const target of imports.get(file) ?? []) seen.add(target);
  return seen;
}
