/** `--include` and `--exclude`, after awscli/customizations/s3/filters.py (Apache-2.0): the last that matches decides. */

import { join } from 'node:path/posix';
import type { GivenOption } from '@steadyhand/aws-catalog';

export type Filter = (path: string) => boolean;

/** `root`: what the patterns are relative to. */
export function createFilter(given: readonly GivenOption[], root: string): Filter {
  const rules = given
    .filter(({ flag }) => flag.name === 'include' || flag.name === 'exclude')
    .map(({ flag, values }) => ({
      keeps: flag.name === 'include',
      pattern: globPattern(join(root, values[0]?.text ?? '')),
    }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.keeps ?? true;
}

/** Python's fnmatch: a star matches slashes too. */
export function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[\\^$.|+(){}[\]]/g, (found, not: string, set: string) => {
    if (found.startsWith('*')) return '.*';
    if (found === '?') return '.';
    if (set === undefined || found.length < 3) return `\\${found}`;
    return `[${not ? '^' : ''}${set.replaceAll(/[\\\]^]/g, '\\$&')}]`;
  });
  return new RegExp(`^${source}$`, 's');
}
