import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildProgram } from '../program/build.ts';

export interface ToolsOptions {
  /** Folder that is first in a container's PATH. */
  folder: string;
  build: BuildProgram;
  endpoint: string;
  /** Names of the programs that the range carries out. */
  programs: readonly string[];
}

/** Lays out what a shell in a container finds: Node, and the programs that know the range's names. */
export async function layOutTools({ folder, build, endpoint, programs }: ToolsOptions): Promise<void> {
  await mkdir(folder);
  await symlink(process.execPath, join(folder, 'node'));
  if (programs.length === 0) return;
  // A literal, so that a bundle of this package carries the module as a file.
  const tool = await build(fileURLToPath(new URL('../task/tool.ts', import.meta.url)));
  const script = (name: string) =>
    `#!/bin/sh\nNODE_OPTIONS= STEADY_RANGE_ENDPOINT='${endpoint}' exec '${process.execPath}' '${tool}' ${name} "$@"\n`;
  await Promise.all(programs.map((name) => writeFile(join(folder, name), script(name), { mode: 0o755 })));
}
