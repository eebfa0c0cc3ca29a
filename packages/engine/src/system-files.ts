import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Drill, DrillSchema, SteadyError, type System, SystemSchema } from '@steadyhand/contracts';
import { parse } from 'yaml';

export const SYSTEM_FILE = 'steadyhand.yaml';

/** Minimal form of the schemas of contracts: what a file is checked against. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

/** Reads `steadyhand.yaml` of a folder; null when it has none, `SYSTEM_FILE_INVALID` when it is wrong. */
export async function loadSystem(folder: string): Promise<System | null> {
  return loadYaml(join(folder, SYSTEM_FILE), SystemSchema);
}

/** Reads `drills/<id>.yaml` of a system's folder; throws `DRILL_NOT_FOUND` naming those that there are. */
export async function loadDrill(folder: string, id: string): Promise<Drill> {
  const drill = await loadYaml(join(folder, 'drills', `${id}.yaml`), DrillSchema);
  if (drill) return drill;
  const known = await listDrills(folder);
  throw new SteadyError('DRILL_NOT_FOUND', {
    system: basename(folder),
    drill: id,
    known: known.join(', ') || 'none',
  });
}

export async function listDrills(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'drills')).catch(() => []);
  return names.filter((name) => name.endsWith('.yaml')).map((name) => basename(name, '.yaml'));
}

async function loadYaml<T>(file: string, schema: Schema<T>): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new SteadyError('SYSTEM_FILE_INVALID', { file, problems: error.message }, { cause: error });
  });
  if (text === null) return null;
  const result = schema.safeParse(parseYaml(file, text));
  if (result.success) return result.data;
  const problems = result.error.issues
    .map((issue) => `${issue.path.map(String).join('.') || 'the document'}: ${issue.message}`)
    .join('; ');
  throw new SteadyError('SYSTEM_FILE_INVALID', { file, problems });
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new SteadyError('SYSTEM_FILE_INVALID', { file, problems: (error as Error).message }, { cause: error });
  }
}
