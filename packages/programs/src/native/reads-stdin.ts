import { ownWords } from './carried-words.ts';

/** Read what they are given whatever their arguments are, as `ssh` does inside of `while read`. */
const READERS =
  /^(?:python3?|node|ruby|mysql|mongosh|mongo|sqlite3|mongorestore|nc|ncat|socat|xxd|zip|zstd|mail|mailx|sendmail|gpg|sops|rails|rake)$/;
const CARRIERS = /^(?:docker|podman|nerdctl|docker-compose|kubectl|oc)$/;
const INPUT = /^(?:-|.*=-|@-|\/dev\/stdin|--(?:[a-z-]*-)?(?:stdin|with-token)(?:=true)?|--stdin-.*|--body-file=-)$/;

/** Whether a call of an installed program reads standard input. */
export function readsStdin(program: string, argv: readonly string[], valued: readonly string[]): boolean {
  const { path, end } = ownWords(program, argv, valued);
  const own = argv.slice(0, end);
  if (own.includes('--help') || own.includes('--version')) return false;
  if (own.some((word) => INPUT.test(word))) return true;
  if (program === 'ssh') return !own.some((word) => /^-[^-]*[nfNGVQ]/.test(word) && !valued.includes(word.slice(0, 2)));
  if (CARRIERS.test(program)) {
    const isCompose = path?.startsWith('compose ') || (program === 'docker-compose' && path !== null);
    return isCompose || own.some((word) => word === '--interactive' || /^-[it]*i[it]*$/.test(word));
  }
  if (program === 'nc') return !own.some((word) => /^-[a-z]*z/.test(word));
  if (program === 'openssl') return !own.includes('-in') && !['rand', 'version', 's_server'].includes(own[0] ?? '');
  if (program === 'pg_restore') return own.every((word) => word.startsWith('-'));
  if (program === 'git') return /^(?:apply|am|stripspace|mktag|mktree|hash-object|fast-import)$/.test(own[0] ?? '');
  if (/^(?:mysql|mongosh)$/.test(program)) return !own.some((word) => /^(?:-e|--execute|--eval|-f$)/.test(word));
  return READERS.test(program);
}
