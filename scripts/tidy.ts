/**
 * The rules of the house that no other tool knows, as a test: `npm run check` runs it.
 * Function length, default exports and everything else about a single line is Biome's (biome.json).
 */
import { resolve } from 'node:path';
import { bannedCalls } from './tidy/banned-calls.ts';
import { dependencyReasons, idleDependencies } from './tidy/dependencies.ts';
import { deadFiles, fileNames } from './tidy/files.ts';
import { importCycles } from './tidy/import-cycles.ts';
import { importDirections } from './tidy/import-directions.ts';
import { deadPaths, readmeHeadings } from './tidy/markdown.ts';
import { type Rule, readProject } from './tidy/project.ts';
import { fileSizes, positionalParameters } from './tidy/sizes.ts';
import { leftovers, machinePaths } from './tidy/words.ts';

const RULES: readonly Rule[] = [
  importDirections,
  importCycles,
  fileSizes,
  positionalParameters,
  bannedCalls,
  fileNames,
  deadFiles,
  readmeHeadings,
  deadPaths,
  leftovers,
  machinePaths,
  dependencyReasons,
  idleDependencies,
];

const project = readProject(resolve(import.meta.dirname, '..'));
const problems = RULES.flatMap((rule) => [...rule(project)]);
problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);

for (const { file, line, message } of problems) console.log(`${file}:${line}: ${message}`);
console.log(`tidy: ${project.files.size} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
