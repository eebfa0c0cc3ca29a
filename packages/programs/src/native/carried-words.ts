/** Calls whose last words are another command, which something else reads: a container, another host. */

/** Behind how many operands of which subcommands. */
const DOCKER = { exec: 1, 'container exec': 1, 'compose exec': 1, run: 1, 'container run': 1, 'compose run': 1 };
const CARRIES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  docker: DOCKER,
  podman: DOCKER,
  nerdctl: DOCKER,
  'docker-compose': { exec: 1, run: 1 },
  ssh: { '': 1 },
};
const BEHIND_DASHES = new Set(['kubectl', 'oc', 'npx', 'npm', 'pnpm', 'bunx', 'pnpx', 'doppler', 'op', 'aws-vault']);

export interface OwnWords {
  /** Subcommand path that carries, `''` for `ssh`; null where none does. */
  path: string | null;
  /** Index of the first word that is not the program's own; the length where there is none. */
  end: number;
}

/** `valued`: options whose value is the next word. */
export function ownWords(program: string, argv: readonly string[], valued: readonly string[]): OwnWords {
  const dashes = argv.indexOf('--');
  if (BEHIND_DASHES.has(program)) return { path: null, end: dashes < 0 ? argv.length : dashes };
  const carries = Object.entries(CARRIES[program] ?? {});
  const operands: string[] = [];
  for (let at = 0; at < argv.length && carries.length > 0; at++) {
    const word = argv[at] ?? '';
    if (word.startsWith('-') && word !== '-') {
      if (valued.includes(word)) at++;
      continue;
    }
    operands.push(word);
    const found = carries.find(([path, own]) => {
      const depth = path === '' ? 0 : path.split(' ').length;
      return operands.length === depth + own && operands.slice(0, depth).join(' ') === path;
    });
    if (found) return { path: found[0], end: at + 1 };
  }
  return { path: null, end: argv.length };
}
