import { isPlaceholder, secretsIn } from '../check/secret-words.ts';
import type { Rule } from './rule.ts';

/** Programs that take the secret another way, and which. */
const OTHER_WAY: Readonly<Record<string, string>> = {
  curl: 'Give it in a file: --config, --netrc, or -H @file.',
  docker: 'Pipe it into docker login --password-stdin.',
  helm: 'Give it in a values file.',
  mongo: 'Leave the value out: it asks; or put it into a configuration file.',
  mongosh: 'Leave the value out: it asks; or put it into a configuration file.',
  mysql: 'Use --defaults-extra-file, or MYSQL_PWD.',
  mysqladmin: 'Use --defaults-extra-file, or MYSQL_PWD.',
  mysqldump: 'Use --defaults-extra-file, or MYSQL_PWD.',
  'redis-cli': 'Export it as REDISCLI_AUTH, which redis-cli reads.',
  sshpass: 'Use -e with SSHPASS, or a key.',
  'valkey-cli': 'Export it as VALKEYCLI_AUTH, which valkey-cli reads.',
};
const HEADERS = new Set(['a header', 'the address']);

/** A warning: the value is not in the document, but every process list shows it while the command runs. */
export const secretOnCommandLine: Rule = {
  id: 'secret-on-command-line',
  severity: 'warning',
  title: 'A secret is given as an argument to a program that takes it another way.',
  why: 'Every user of the machine sees it in the process list, and it stays in the history of the shell and in recorded sessions.',
  example: {
    bad: '# Cache\n\n```bash\nredis-cli -h cache.internal -a $REDIS_PASSWORD INFO memory\n```\n',
    good: '# Cache\n\n```bash\nexport REDISCLI_AUTH=$REDIS_PASSWORD\nredis-cli -h cache.internal INFO memory\n```\n',
  },
  *check({ commands }) {
    const seen = new Set<string>();
    for (const { command, argv, unresolved } of commands) {
      const hint = OTHER_WAY[command.program];
      if (hint === undefined || command.inline) continue;
      for (const { where, value, index } of secretsIn(command.program, argv)) {
        const given = unresolved.has(index) || isPlaceholder(value);
        const key = `${command.program} ${where}`;
        if (!given || value.startsWith('@') || HEADERS.has(where) || seen.has(key)) continue;
        seen.add(key);
        const message = `${where} gives ${command.program} the secret on the command line, where the process list shows it.`;
        yield { line: command.line, message, hint };
      }
    }
  },
};
