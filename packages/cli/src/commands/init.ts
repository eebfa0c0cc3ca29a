import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { SYSTEM_FILE } from '@steadyhand/engine';
import { type FoundRunbook, findRunbooks } from '../init/find-runbooks.ts';
import { findInfrastructure } from '../init/infrastructure.ts';
import { type SystemFile, writeSystemFile } from '../init/system-file.ts';
import { styleFor } from '../render/style.ts';

export interface InitOptions {
  /** Prints the file and writes nothing. */
  dryRun?: boolean;
  force?: boolean;
}

/** Finds a folder's runbook and what its infrastructure has written down, and writes `steadyhand.yaml` beside them. */
export async function initCommand(where: string, { dryRun, force }: InitOptions): Promise<number> {
  const folder = resolve(where);
  const file = join(folder, SYSTEM_FILE);
  if (!dryRun && !force && existsSync(file)) throw new SteadyError('SYSTEM_FILE_EXISTS', { file });
  const [runbooks, infrastructure] = await Promise.all([findRunbooks(folder), findInfrastructure(folder)]);
  const [first, ...others] = runbooks;
  if (!first) throw new SteadyError('RUNBOOK_NOT_FOUND', { path: `${folder} (no Markdown below it holds commands)` });
  const made = writeSystemFile({
    name: await nameOf(folder),
    runbookPath: first.path,
    runbook: first.runbook,
    infrastructure,
  });
  if (dryRun) {
    process.stdout.write(made.text);
    return 0;
  }
  await writeFile(file, made.text);
  process.stdout.write(`${summary({ file, first, others, made, tools: infrastructure.map((one) => one.file) })}\n`);
  return 0;
}

/** Of `package.json`, else the folder's. */
async function nameOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { name }: { name?: unknown } = JSON.parse(text);
  return typeof name === 'string' ? name.replace(/^@[^/]+\//, '') : basename(folder);
}

interface Summary {
  file: string;
  first: FoundRunbook;
  others: readonly FoundRunbook[];
  made: SystemFile;
  tools: readonly string[];
}

function summary({ file, first, others, made, tools }: Summary): string {
  const style = styleFor(process.stdout);
  const { procedures } = first.runbook;
  return [
    `${style.bold(file)} written`,
    `  runbook  ${first.path}: ${procedures.length} procedures, ${first.commands} commands`,
    ...(others.length > 0 ? [`  besides  ${others.map(({ path }) => path).join(', ')}`] : []),
    `  outputs  ${tools.join(', ') || 'no Terraform, Pulumi or CloudFormation found'}`,
    `  blanks   ${made.bound.size} bound to outputs, ${made.unbound.length} open`,
    ...made.unbound.slice(0, 10).map(({ name, usedAt }) => `           ${name}  ${style.dim(`line ${usedAt[0]}`)}`),
    ...(made.unbound.length > 10 ? [`           and ${made.unbound.length - 10} more, listed in the file`] : []),
    '',
    `Next: fill in the account and region, then ${style.bold('steady doctor')} and ${style.bold(`steady check ${first.path}`)}.`,
  ].join('\n');
}
