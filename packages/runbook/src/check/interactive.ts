/** Commands that wait for somebody at a keyboard. */
import type { CommandPlace } from '../rules/rule.ts';

/** What it waits for, or null. */
type Judge = (words: readonly string[], place: CommandPlace) => string | null;

const EDITOR: Judge = (words) => (words.includes('--version') ? null : 'opens an editor');
const PAGER: Judge = () => 'opens a pager';

/** A database client that is given nothing to do. */
const client =
  (given: RegExp, operands: number): Judge =>
  (words, { stdin }) => {
    if (stdin !== null || words.some((word) => given.test(word))) return null;
    return words.filter((word) => !word.startsWith('-')).length <= operands ? 'opens a prompt' : null;
  };

const INTO_SHELL =
  /^(?:\/usr)?(?:\/bin\/)?(?:ba|z|a|da)?sh$|^(?:psql|redis-cli|mysql|mongosh?|python3?|rails|iex|irb)$/;

/** `exec -it`: a terminal of its own, whatever runs in it. */
const exec: Judge = (words) => {
  if (!words.some((word) => ['exec', 'run', 'rsh', 'debug'].includes(word))) return edits(words);
  const flags = words.filter((word) => /^-[a-z]{1,3}$|^--(?:tty|interactive)\b/.test(word));
  const tty =
    flags.some((flag) => /^-[a-z]*t|^--tty/.test(flag)) && flags.some((flag) => /^-[a-z]*i|^--inter/.test(flag));
  if (!tty && !words.includes('rsh')) return null;
  return INTO_SHELL.test(words.at(-1) ?? '')
    ? 'opens a shell elsewhere'
    : 'asks for a terminal (-it) that an unattended run does not have';
};

const edits = (words: readonly string[]): string | null => (words[0] === 'edit' ? 'opens an editor' : null);

const aws: Judge = (words) => {
  if (words.includes('start-session'))
    return words.some((word) => /PortForward/.test(word)) ? null : 'opens a shell elsewhere';
  if (words.includes('execute-command') && words.includes('--interactive')) {
    const command = words[words.indexOf('--command') + 1] ?? '';
    return INTO_SHELL.test(command) ? 'opens a shell elsewhere' : null;
  }
  return words[0] === 'configure' && (words.length === 1 || words[1] === '--profile' || words[1] === 'sso')
    ? 'asks questions'
    : null;
};

const ssh: Judge = (words) => {
  const operands: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (/^-[bcDEeFIiJLlmOopQRSWw]$/.test(word)) i += 1;
    else if (/^-[NfT]*[Nf]/.test(word)) return null;
    else if (!word.startsWith('-')) operands.push(word);
  }
  return operands.length === 1 ? 'opens a shell elsewhere' : null;
};

const confirms =
  (subcommands: readonly string[], approval: RegExp): Judge =>
  (words) => {
    const subcommand = words.find((word) => !word.startsWith('-')) ?? '';
    const planned = words.filter((word) => !word.startsWith('-')).length > 1 && subcommand === 'apply';
    if (!subcommands.includes(subcommand) || planned || words.some((word) => approval.test(word))) return null;
    return 'asks for a confirmation';
  };

const terraform = confirms(['apply', 'destroy', 'console'], /^-{1,2}auto-approve/);

const INTERACTIVE: Readonly<Record<string, Judge>> = {
  aws,
  crontab: (words) => (words.includes('-e') ? 'opens an editor' : null),
  docker: exec,
  'docker-compose': () => null,
  emacs: EDITOR,
  gh: (words) => (words.join(' ') === 'auth login' ? 'asks questions' : null),
  git: (words) => (words[0] === 'rebase' && words.includes('-i') ? 'opens an editor' : null),
  kubectl: exec,
  less: PAGER,
  more: PAGER,
  mongo: client(/^--eval|\.js$/, 1),
  mongosh: client(/^--eval|\.js$|^--file/, 1),
  mysql: client(/^-[a-zA-Z]*e|^--execute/, 3),
  nano: EDITOR,
  oc: exec,
  passwd: (words) => (words.includes('--stdin') ? null : 'asks for a password'),
  podman: exec,
  psql: client(/^(?:-[a-zA-Z]*[cfl]|--command|--file|--list|-[V?]|--version|--help)/, 9),
  pulumi: confirms(['up', 'destroy', 'refresh', 'cancel'], /^(?:-y|--yes|--skip-preview|-f)$/),
  read: (words) => (words.some((word) => /^-[a-z]*p/.test(word)) ? 'asks at the keyboard' : null),
  'redis-cli': (words, place) => (isBareRedis(words, place) ? 'opens a prompt' : null),
  ssh,
  terraform,
  tofu: terraform,
  vi: EDITOR,
  vim: EDITOR,
  visudo: EDITOR,
};

const REDIS_VALUED = /^(?:-[hpasnurtid]|--user|--pass|--cacert|--cert|--key|--sni|--pattern|--pipe-timeout)$/;

function isBareRedis(words: readonly string[], { stdin }: CommandPlace): boolean {
  if (
    stdin !== null ||
    words.some((word) =>
      /^--(?!tls$|raw$|no-raw$|no-auth-warning$|insecure$|user$|pass$|cacert$|cert$|key$|sni$)/.test(word),
    )
  )
    return false;
  return !words.some((word, i) => !word.startsWith('-') && !REDIS_VALUED.test(words[i - 1] ?? ''));
}

/** A command that running text only mentions is waited for by nobody. */
export function whatItWaitsFor(place: CommandPlace): string | null {
  if (place.block === null) return null;
  return INTERACTIVE[place.command.program]?.(place.argv, place) ?? null;
}
