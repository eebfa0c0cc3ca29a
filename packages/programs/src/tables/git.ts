import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { all, everyOperand, withOptions } from './rules.ts';

const VALUED =
  '-C -c --git-dir --work-tree -m --message -n --max-count --since --until --author -b -B --format --depth -o'.split(
    ' ',
  );

/** Settings whose value is a command that git runs. */
const RUNS =
  /^(?:alias\..*|core\.(?:pager|editor|sshcommand|fsmonitor|hookspath|askpass)|.*\.(?:textconv|command|cmd|driver|helper|program|process))=/i;

export function git(): ProgramGrammar {
  const table = tableGrammar({
    program: 'git',
    summary: 'Version control',
    examples: ['git log --oneline -5', 'git push origin main'],
    valued: VALUED,
    commands: COMMANDS,
  });
  return {
    ...table,
    analyse: (call) => {
      const runs = call.argv.some((word, at) => call.argv[at - 1] === '-c' && RUNS.test(word));
      if (!runs) return table.analyse(call);
      return { ...table.analyse(call), effect: 'unknown', reason: 'a setting names a command that git runs' };
    },
  };
}

/** Paths are overwritten, and what was not committed is gone. */
const checkout: Rule = (words) => {
  const named = everyOperand(words);
  const makesBranch = words.has('-b', '-B', '-t', '--track', '--orphan');
  if (words.has('-f', '--force', '-p', '--patch', '--ours', '--theirs') || words.rest >= 0) return 'destroy';
  return named[0] === '.' || (named.length > 1 && !makesBranch) ? 'destroy' : 'change';
};

/** `:old` deletes, `+main` overwrites. */
function push(words: Words): Effect {
  const forced = words.has(
    '-f',
    '--force',
    '--force-with-lease',
    '--force-if-includes',
    '-d',
    '--delete',
    '--mirror',
    '--prune',
  );
  if (words.has('-n', '--dry-run')) return 'read';
  return forced || everyOperand(words).some((spec) => /^[:+]/.test(spec)) ? 'destroy' : 'change';
}

function config({ has, operands }: Words): Effect {
  if (has('--get', '--get-all', '--get-regexp', '--list', '-l')) return 'read';
  const [first, second] = operands.map(({ value }) => value);
  if (
    first === 'list' ||
    first === 'get' ||
    (first !== undefined && second === undefined && !has('--unset', '--unset-all', '-e', '--edit'))
  )
    return 'read';
  return 'change';
}

const COMMANDS: Readonly<Record<string, Rule>> = {
  ...all(
    'read',
    'status, log, diff, show, rev-parse, rev-list, describe, blame, ls-files, ls-tree, ls-remote, shortlog',
  ),
  ...all(
    'read',
    'grep, cat-file, for-each-ref, name-rev, merge-base, reflog, reflog show, reflog exists, stash list, stash show',
  ),
  ...all(
    'read',
    'worktree list, show-ref, show-branch, count-objects, fsck, whatchanged, diff-tree, diff-index, cherry, archive',
  ),
  ...all(
    'read',
    'var, verify-commit, verify-tag, check-ignore, range-diff, submodule status, remote show, remote get-url, lfs ls-files',
  ),
  ...all('local', 'version, help'),
  ...all('change', 'stash push, stash pop, stash apply, stash save, stash branch, stash create, stash store'),
  ...all('change', 'fetch, pull, add, commit, merge, stash, cherry-pick, revert, clone, init, mv, format-patch'),
  ...all('change', 'am, apply, submodule update, submodule init, submodule add, submodule sync, worktree add, notes'),
  ...all(
    'change',
    'bisect start, bisect good, bisect bad, bisect reset, bundle, lfs pull, lfs fetch, sparse-checkout, maintenance',
  ),
  ...all('unknown', 'submodule foreach, bisect run'),
  rebase: withOptions(['-x', '--exec'], 'unknown', 'change'),
  checkout,
  switch: withOptions(['-f', '--force', '--discard-changes', '-C', '--force-create'], 'destroy', 'change'),
  restore: ({ has }) => (has('-S', '--staged') && !has('-W', '--worktree') ? 'change' : 'destroy'),
  branch: ({ has, operands }) => {
    if (has('-d', '-D', '--delete', '-f', '--force', '-M', '-C')) return 'destroy';
    const looks = has(
      '--list',
      '-l',
      '-a',
      '-r',
      '-v',
      '--all',
      '--contains',
      '--merged',
      '--no-merged',
      '--show-current',
    );
    return (operands.length > 0 && !looks) || has('-m', '-c', '-u', '--set-upstream-to', '--unset-upstream')
      ? 'change'
      : 'read';
  },
  tag: ({ has, operands }) => {
    if (has('-d', '--delete')) return 'destroy';
    return operands.length > 0 && !has('-l', '--list', '--contains', '-v', '--verify') ? 'change' : 'read';
  },
  remote: ({ operands }) => (operands.length === 0 ? 'read' : 'change'),
  ...all('change', 'remote add, remote remove, remote rm, remote rename, remote set-url, remote prune, remote update'),
  config,
  push,
  reset: withOptions(['--hard', '--merge', '--keep'], 'destroy', 'change'),
  clean: withOptions(['-n', '--dry-run'], 'read', 'destroy'),
  ...all(
    'destroy',
    'rm, gc, prune, filter-branch, filter-repo, stash drop, stash clear, worktree remove, worktree prune',
  ),
  ...all('destroy', 'reflog expire, reflog delete, update-ref, lfs prune'),
};
