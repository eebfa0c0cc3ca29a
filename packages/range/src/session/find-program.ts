import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** The file that a name stands for, as `execvp` finds it; null where there is none that may be run. */
export async function findProgram(name: string, path: string): Promise<string | null> {
  const places = name.includes('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name));
  for (const place of places) {
    const found =
      isAbsolute(place) &&
      (await access(place, constants.X_OK).then(
        () => true,
        () => false,
      ));
    if (found) return place;
  }
  return null;
}
