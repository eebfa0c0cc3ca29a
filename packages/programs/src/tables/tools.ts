/** Tools of every machine, where they work on more than a session: files, mounts, addresses, the environment. */
import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { everyOperand, rowGrammars, withOptions } from './rules.ts';

/** What is written there is gone with the work at hand. */
const TEMPORARY = /^(?:\/(?:var\/)?tmp\/.|\/dev\/(?:null|stdout|stderr)$|\$\{?TMPDIR\b)/;

/** A change, unless every file that is written is a temporary one. */
function writing(files: (words: Words) => readonly string[]): Rule {
  return (words) => (files(words).every((file) => TEMPORARY.test(file)) ? 'local' : 'change');
}

const lastOperand = (words: Words): string[] => [
  words.value('-t', '--target-directory') ?? everyOperand(words).at(-1) ?? '',
];
const hasLetter = ({ call }: Words, letter: RegExp): boolean =>
  call.argv.some((word) => /^-[A-Za-z]/.test(word) && letter.test(word));

const RULES: Readonly<Record<string, readonly [Rule, string]>> = {
  awk: [awk, "awk '{print $1}'"],
  chmod: [writing((words) => everyOperand(words).slice(1)), 'chmod 600 /etc/app.key'],
  cp: [writing(lastOperand), 'cp app.conf /etc/app.conf'],
  env: [env, 'env'],
  find: [find, "find /var/log -name '*.gz' -mtime +30"],
  gunzip: [gzip, 'gunzip dump.sql.gz'],
  gzip: [gzip, 'gzip dump.sql'],
  hostname: [({ operands }) => (operands.length > 0 ? 'change' : 'local'), 'hostname'],
  ifconfig: [({ operands }) => (operands.length > 1 ? 'change' : 'read'), 'ifconfig'],
  ip: [ip, 'ip addr show'],
  mkdir: [writing(everyOperand), 'mkdir -p /srv/app'],
  mount: [({ operands, has }) => (operands.length > 0 || has('-a', '--all') ? 'change' : 'read'), 'mount'],
  mktemp: [mktemp, 'mktemp -d'],
  mv: [writing(everyOperand), 'mv app.conf app.conf.bak'],
  pbcopy: ['local', 'pbcopy'],
  pbpaste: ['local', 'pbpaste'],
  printenv: [
    ({ operands }) => (operands.every(({ value }) => isPlainName(value)) && operands.length > 0 ? 'local' : 'reveal'),
    'printenv HOME',
  ],
  sed: [sed, "sed -n '1,20p' app.conf"],
  sort: [({ has, value }) => (has('-o', '--output') || value('--output') !== null ? 'change' : 'local'), 'sort -rn'],
  split: ['change', 'split -b 100m dump.sql part-'],
  ss: [({ has }) => (has('-K', '--kill') ? 'change' : 'read'), 'ss -tlnp'],
  tar: [tar, 'tar -tzf backup.tgz'],
  tee: [writing(everyOperand), 'tee -a /etc/fstab'],
  touch: [writing(everyOperand), 'touch /srv/app/.maintenance'],
  truncate: [truncate, 'truncate -s 0 /var/log/app.log'],
  unzip: [withOptions(['-l', '-t', '-p', '-Z'], 'local', 'change'), 'unzip -l app.zip'],
  yq: [({ has }) => (has('-i', '--inplace', '--in-place') ? 'change' : 'local'), 'yq .services compose.yaml'],
  zip: [withOptions(['-m', '--move', '-d', '--delete'], 'destroy', 'change'), 'zip -r app.zip app'],
  zstd: [zstd, 'zstd --test dump.zst'],
};

function isPlainName(name: string): boolean {
  return !/secret|token|password|passwd|pwd|key|auth|credential|dsn|url|\$/i.test(name);
}

function mktemp(words: Words): Effect {
  const folder = words.value('--tmpdir');
  return [...everyOperand(words), ...(folder === null ? [] : [folder])].every(
    (template) => !template.includes('/') || TEMPORARY.test(template),
  )
    ? 'local'
    : 'change';
}

function truncate(words: Words): Effect {
  const files = everyOperand(words).filter((word) => !/^[<>/%+-]?\d+[A-Za-z]*$/.test(word));
  return files.every((file) => TEMPORARY.test(file)) ? 'local' : 'destroy';
}

/** Without a command it prints the environment, secrets included. */
function env({ call }: Words): Effect {
  return call.argv.every((word) => /^-|^\w+=/.test(word)) ? 'reveal' : 'local';
}

/** A program of `awk` may run others and write files. */
function awk({ call }: Words): Effect {
  const text = call.argv.join('\n');
  if (call.argv.some((word) => /^(?:-[a-zA-Z]*f|--file)/.test(word) && !/^-F/.test(word))) return 'unknown';
  if (call.argv.includes('inplace')) return 'change';
  if (/\bsystem\s*\(|\|\s*(?:getline\b|")|"\s*\|/.test(text)) return 'unknown';
  return /\bprintf?\b[^;}\n]*>\s*["a-z]/.test(text) ? 'change' : 'local';
}

/** Without a file it passes on what it reads. */
function gzip({ has, operands }: Words): Effect {
  return operands.length === 0 || has('-c', '--stdout', '-l', '-t', '--test') ? 'local' : 'change';
}

function ip({ operands, has }: Words): Effect {
  const [first, second] = operands.map(({ value }) => value);
  // What it carries is not looked at.
  if (has('-b', '-batch', '-force') || (/^(?:netns|vrf)$/.test(first ?? '') && /^e/.test(second ?? '')))
    return 'unknown';
  return operands.some(({ value }) => /^(?:add|del|delete|set|flush|replace|change|append)$/.test(value))
    ? 'change'
    : 'read';
}

/** What `-exec` carries is listed and judged as a command of its own. */
function find({ call }: Words): Effect {
  if (call.argv.includes('-delete')) return 'destroy';
  return call.argv.some((word) => /^-f(?:print0?|printf|ls)$/.test(word)) ? 'change' : 'local';
}

function sed({ call }: Words): Effect {
  // Its own commands run others (`s/a/b/e`, `e date`) and write files (`w file`).
  const isMore = call.argv.some((word) =>
    /[/|#,@][gpimIM\d]*(?:e[gpimIM\d]*\s*(?:[;}\n]|$)|w\s+\S)|(?:^|[;{\n])\s*[\d$]*[eWw]\s+\S/.test(word),
  );
  if (isMore) return 'unknown';
  const inPlace = call.argv.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word));
  if (!inPlace) return 'local';
  return TEMPORARY.test(call.argv.at(-1) ?? '') ? 'local' : 'change';
}

function tar(words: Words): Effect {
  const [mode = ''] = words.call.argv;
  const is = (letter: string, ...long: string[]): boolean =>
    new RegExp(`^-?[A-Za-z]*${letter}`).test(mode) || words.has(...long) || hasLetter(words, new RegExp(`^-${letter}`));
  if (words.has('--remove-files', '--delete')) return 'destroy';
  if (words.has('--to-command', '--checkpoint-action', '--use-compress-program')) return 'unknown';
  if (words.has('-O', '--to-stdout')) return 'local';
  return is('t', '--list') && !is('x', '--extract') && !is('c', '--create') ? 'local' : 'change';
}

function zstd({ has }: Words): Effect {
  if (has('--rm')) return 'destroy';
  return has('--test', '-t', '--stdout', '-c', '-l', '--list') ? 'local' : 'change';
}

/** Files that hold secrets by habit. */
const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!example|sample|template|dist)[\w.-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.htpasswd|\.git-credentials|shadow|[\w.-]*\.(?:pem|p12|pfx|tfstate)|[\w.-]*(?:credentials?|secrets?)[\w.-]*|environ)$|(?:^|\/)(?:\.aws|\.kube|\.docker|run\/secrets|secrets?|serviceaccount)\/[\w.-]*(?:config|token|credentials|secret|[\w.-]+)$|\.key$/i;

/** What prints a file shows what it holds. */
const showing: Rule = (words) => {
  const files = everyOperand(words).filter((file) => file !== '-');
  if (files.some((file) => SECRET_FILE.test(file))) return ['reveal', 'prints a file that holds secrets by habit'];
  return files.length > 0 ? 'read' : 'local';
};

const SHOWING = ['cat', 'tac', 'head', 'tail', 'less', 'more', 'bat', 'strings', 'xxd', 'base64', 'nl'];

export function toolGrammars(): ProgramGrammar[] {
  const tools = Object.entries(RULES).map(([program, [rule, example]]) =>
    tableGrammar({
      program,
      summary: `A tool of the machine: ${program}`,
      examples: [example],
      valued: ['-t', '--target-directory', '-o', '--output'],
      commands: { '': rule },
    }),
  );
  return [...tools, ...rowGrammars(SHOWING.map((program) => [program, showing, `${program} app.log`]))];
}
