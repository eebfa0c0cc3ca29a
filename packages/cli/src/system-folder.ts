import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SteadyError, type System } from '@steadyhand/contracts';
import { loadSystem, SYSTEM_FILE } from '@steadyhand/engine';

/** This installation's own folder, which holds `systems/`: three levels up from the sources and from the bundle alike. */
const HOME = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The folder of a system, by its path or by its name under a `systems` folder here, above, or of this installation. */
export async function findSystemFolder(name: string): Promise<string> {
  if (existsSync(join(name, SYSTEM_FILE))) return resolve(name);
  const roots = [...ancestors(process.cwd()), HOME];
  const found = roots
    .map((root) => join(root, 'systems', name))
    .find((folder) => existsSync(join(folder, SYSTEM_FILE)));
  if (found) return found;
  const known = await readdir(join(HOME, 'systems')).catch(() => []);
  throw new SteadyError('SYSTEM_NOT_FOUND', { name, known: known.join(', ') || 'none' });
}

/** The system that a runbook belongs to: the nearest `steadyhand.yaml` beside it or above. */
export async function systemOfRunbook(path: string): Promise<{ folder: string; system: System } | null> {
  for (const folder of ancestors(dirname(resolve(path)))) {
    const system = await loadSystem(folder);
    if (system) return { folder, system };
  }
  return null;
}

/** The runbook that the nearest `steadyhand.yaml`, here or above, names; `RUNBOOK.md` here where there is none. */
export async function runbookHere(): Promise<string> {
  const own = await systemOfRunbook('RUNBOOK.md');
  return own ? join(own.folder, own.system.runbook) : resolve('RUNBOOK.md');
}

/** Path of the runbook of a system, by the system's name. Throws `RUNBOOK_NOT_FOUND`. */
export async function runbookOfSystem(name: string): Promise<string> {
  try {
    const folder = await findSystemFolder(name);
    const system = await loadSystem(folder);
    return join(folder, system?.runbook ?? 'RUNBOOK.md');
  } catch (error) {
    if (error instanceof SteadyError && error.code === 'SYSTEM_NOT_FOUND') {
      throw new SteadyError('RUNBOOK_NOT_FOUND', { path: name }, { cause: error });
    }
    throw error;
  }
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
