import { allImports, targetOf } from './imports.ts';
import type { Rule } from './project.ts';

/** No file imports itself by way of others. Types and lazy imports do not count: they load nothing at start. */
export const importCycles: Rule = function* (project) {
  const edges = new Map<string, { to: string; line: number }[]>();
  for (const found of allImports(project)) {
    const to = targetOf(found);
    if (found.kind !== 'value' || to === null || !project.modules.has(to)) continue;
    edges.set(found.file, [...(edges.get(found.file) ?? []), { to, line: found.line }]);
  }

  const done = new Set<string>();
  const path: string[] = [];
  function* visit(file: string): Generator<{ file: string; line: number; message: string }> {
    path.push(file);
    for (const { to, line } of edges.get(file) ?? []) {
      const start = path.indexOf(to);
      if (start >= 0) {
        const cycle = [...path.slice(start), to].join(' → ');
        yield { file, line, message: `Import cycle ${cycle}; move what both need into a file of its own.` };
      } else if (!done.has(to)) yield* visit(to);
    }
    path.pop();
    done.add(file);
  }
  for (const file of edges.keys()) if (!done.has(file)) yield* visit(file);
};
