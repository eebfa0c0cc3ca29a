/** What a session has besides its handlers. */
import type { CommandName } from 'just-bash';
import { WATCH } from './watch-words.ts';

/** Tools of the interpreter that work on the session's files and streams alone. */
export const PURE_TOOLS: readonly CommandName[] = [
  'echo',
  'cat',
  'printf',
  'ls',
  'mkdir',
  'rmdir',
  'touch',
  'rm',
  'cp',
  'mv',
  'ln',
  'chmod',
  'pwd',
  'readlink',
  'head',
  'tail',
  'wc',
  'stat',
  'grep',
  'fgrep',
  'egrep',
  'sed',
  'awk',
  'sort',
  'uniq',
  'comm',
  'cut',
  'paste',
  'tr',
  'rev',
  'nl',
  'fold',
  'expand',
  'unexpand',
  'strings',
  'split',
  'column',
  'join',
  'tee',
  'find',
  'basename',
  'dirname',
  'tree',
  'du',
  'env',
  'printenv',
  'alias',
  'unalias',
  'xargs',
  'true',
  'false',
  'bash',
  'sh',
  'jq',
  'yq',
  'base64',
  'diff',
  'timeout',
  'time',
  'seq',
  'expr',
  'md5sum',
  'sha1sum',
  'sha256sum',
  'file',
  'which',
  'tac',
  'od',
  'gzip',
  'gunzip',
  'zcat',
  'tar',
];

/** Tools that pass on what they read; fed with a held result, they pass on its marker. */
export const FILTERS: readonly CommandName[] = [
  'jq',
  'yq',
  'grep',
  'egrep',
  'fgrep',
  'awk',
  'sed',
  'cut',
  'head',
  'tail',
  'tr',
  'sort',
  'uniq',
  'wc',
  'base64',
];

/** What the interpreter itself carries out. `wait` and `trap` are functions of ours; `kill`, `umask` and job control are not among them. */
const BUILTINS = new Set(
  (
    ': . [ break builtin cd command compgen complete compopt continue declare dirs eval exit export getopts hash let ' +
    'local mapfile popd pushd read readarray readonly return set shift shopt source test trap type typeset unset wait'
  ).split(' '),
);

export function isShellTool(program: string): boolean {
  return program === WATCH || BUILTINS.has(program) || (PURE_TOOLS as readonly string[]).includes(program);
}
