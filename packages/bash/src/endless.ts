/** Commands that do not end on their own. */
type Judge = (words: readonly string[]) => boolean;

const has =
  (...options: string[]): Judge =>
  (words) =>
    words.some((word) => options.includes(word) || options.some((option) => word === `${option}=true`));
/** A letter among short options that stand together: `-nf`. */
const hasLetter =
  (letter: string): Judge =>
  (words) =>
    words.some((word) => /^-[A-Za-z]{1,4}$/.test(word) && word.includes(letter));
const any =
  (...judges: Judge[]): Judge =>
  (words) =>
    judges.some((judge) => judge(words));
const under =
  (subcommand: string, judge: Judge): Judge =>
  (words) =>
    words.includes(subcommand) && judge(words.slice(words.indexOf(subcommand) + 1));

const follows = any(has('--follow', '-f'), hasLetter('f'));
const docker = any(
  under('logs', follows),
  under('stats', (words) => !words.includes('--no-stream')),
  under('events', (words) => !words.includes('--until')),
);
const kubectl = any(
  under('logs', follows),
  under('get', has('-w', '--watch')),
  under('port-forward', () => true),
  under('proxy', () => true),
);

const ENDLESS: Readonly<Record<string, Judge>> = {
  aws: any(
    under('tail', has('--follow')),
    under('start-session', has('AWS-StartPortForwardingSession', 'AWS-StartPortForwardingSessionToRemoteHost')),
  ),
  docker,
  'docker-compose': under('logs', follows),
  gcloud: under('tail', () => true),
  heroku: under('logs', has('--tail', '-t')),
  htop: () => true,
  iftop: () => true,
  iotop: (words) => !hasLetter('b')(words),
  journalctl: follows,
  kubectl,
  mongostat: () => true,
  oc: kubectl,
  ping: (words) => !words.some((word) => /^-(?:c|w|n)/.test(word)),
  'redis-cli': (words) =>
    words.some((word) => /^(?:monitor|--latency|--latency-history|--stat|subscribe|psubscribe)$/i.test(word)),
  ssh: any(has('-N'), hasLetter('N')),
  stern: () => true,
  tail: any(has('--follow', '-F'), hasLetter('f')),
  tcpdump: (words) => !hasLetter('c')(words) && !words.some((word) => /^-c\d/.test(word)),
  top: (words) => !words.some((word) => /^-[A-Za-z]*(?:b|l)/.test(word)),
  watch: () => true,
};

export function isEndless(program: string, argv: readonly string[]): boolean {
  return ENDLESS[program]?.(argv) === true;
}
