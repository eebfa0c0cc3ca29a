/** Which programs of this machine may run in a drill: those that reach nothing and look at nothing but their files. */
import type { Effect } from '@steadyhand/contracts';

const GIT_REMOTE = /^(?:ls-remote|archive|remote|submodule|lfs|fetch|pull|push|clone)$/;
const OPENSSL_REMOTE = /^(?:s_client|s_time|s_server|ocsp|ts|cmp)$/;

export function mayRunInRange(program: string, argv: readonly string[], effect: Effect): boolean {
  const [word = ''] = argv.filter((one) => !one.startsWith('-'));
  if (argv.length === 1 && /^(?:--version|--help)$/.test(argv[0] ?? '')) return true;
  if (program === 'git') return (effect === 'read' || effect === 'local') && !argv.some((one) => GIT_REMOTE.test(one));
  if (program === 'openssl') return ['local', 'reveal', 'read'].includes(effect) && !OPENSSL_REMOTE.test(word);
  return PURE.has(program) && effect === 'local';
}

/** Work on their input and their files alone. */
const PURE = new Set(['xxd', 'zstd', 'xz', 'ssh-keygen', 'getconf', 'locale']);
