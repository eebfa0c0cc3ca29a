import { renameSync, writeFileSync } from 'node:fs';

/** Who reads meanwhile finds the old text or the new one, never a part. */
export function writeAtOnce(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
