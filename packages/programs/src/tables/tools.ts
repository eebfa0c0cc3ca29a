/** Tools of every machine, where they work on more than a session: files, mounts, addresses, the environment. */
import type { Effect, ProgramGrammar } from '@steadyhand/contracts';
import { type Rule, tableGrammar, type Words } from './command-table.ts';
import { withOptions } from './rules.ts';

/** What is written there is gone with the work at hand. */
const TEMPORARY = /^(?:\/(?:var\/)?tmp\/.|\/dev\/(?:null|stdout|stderr)$|\$\{?TMPDIR\b)/;

/** A change, unless every file that is written is a temporary one. */
function writing(files: (words: Words) => readonly string[]): Rule {
  return (words) => (files(words).every((file) => TEMPORARY.test(file)) ? 'local' : 'change');
}

const operandsOf = ({ operands }: Words): string[] => operands.map(({ value }) => value);
const lastOperand = (words: Words): string[] => [
  words.value('-t', '--target-directory') ?? operandsOf(words).at(-1) ?? '',
];
const hasLetter = ({ call }: Words, letter: RegExp): boolean =>
  call.argv.some((word) => /^-[A-Za-z]/.test(word) && letter.test(word));

const RULES: Readonly<Record<string, readonly [Rule, string]>> = {
  awk: [awk, "awk '{print $1}'"],
  chmod: [writing((words) => operandsOf(words).slice(1)), 'chmod 600 /etc/app.key'],
  cp: [writing(lastOperand), 'cp app.conf /etc/app.conf'],
  env: [env, 'env'],
  find: [find, "find /var/log -name '*.gz' -mtime +30"],
  gunzip: [gzip, 'gunzip dump.sql.gz'],
  gzip: [gzip, 'gzip dump.sql'],
  hostname: [({ operands }) => (operands.length > 0 ? 'change' : 'local'), 'hostname'],
  ifconfig: [({ operands }) => (operands.length > 1 ? 'change' : 'read'), 'ifconfig'],
  ip: [ip, 'ip addr show'],
  mkdir: [writing(operandsOf), 'mkdir -p /srv/app'],
  mount: [({ operands, has }) => (operands.length > 0 || has('-a', '--all') ? 'change' : 'read'), 'mount'],
  mktemp: ['local', 'mktemp -d'],
  mv: [writing(operandsOf), 'mv app.conf app.conf.bak'],
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
  tee: [writing(operandsOf), 'tee -a /etc/fstab'],
  touch: [writing(operandsOf), 'touch /srv/app/.maintenance'],
  truncate: [writing((words) => operandsOf(words).slice(1)), 'truncate -s 0 /var/log/app.log'],
  unzip: [withOptions(['-l', '-t', '-p', '-Z'], 'local', 'change'), 'unzip -l app.zip'],
  yq: [({ has }) => (has('-i', '--inplace', '--in-place') ? 'change' : 'local'), 'yq .services compose.yaml'],
  zip: ['change', 'zip -r app.zip app'],
  zstd: [zstd, 'zstd --test dump.zst'],
};

function isPlainName(name: string): boolean {
  return !/secret|token|password|passwd|pwd|key|auth|credential|dsn|url|\$/i.test(name);
}

/** Without a command it prints the environment, secrets included. */
function env({ call }: Words): Effect {
  return call.argv.every((word) => /^-|^\w+=/.test(word)) ? 'reveal' : 'local';
}

/** A program of `awk` may run others and write files. */
function awk({ call }: Words): Effect {
  const text = call.argv.join('\n');
  if (/\bsystem\s*\(|\|\s*(?:getline\b|")|"\s*\|/.test(text)) return 'unknown';
  return /\bprintf?\b[^;}\n]*>\s*["a-z]/.test(text) ? 'change' : 'local';
}

/** Without a file it passes on what it reads. */
function gzip({ has, operands }: Words): Effect {
  return operands.length === 0 || has('-c', '--stdout', '-l', '-t', '--test') ? 'local' : 'change';
}

function ip({ operands }: Words): Effect {
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
  const inPlace = call.argv.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word));
  if (!inPlace) return 'local';
  return TEMPORARY.test(call.argv.at(-1) ?? '') ? 'local' : 'change';
}

function tar(words: Words): Effect {
  const [mode = ''] = words.call.argv;
  const is = (letter: string, ...long: string[]): boolean =>
    new RegExp(`^-?[A-Za-z]*${letter}`).test(mode) || words.has(...long) || hasLetter(words, new RegExp(`^-${letter}`));
  if (words.has('--remove-files', '--delete')) return 'destroy';
  if (words.has('-O', '--to-stdout')) return 'local';
  return is('t', '--list') && !is('x', '--extract') && !is('c', '--create') ? 'local' : 'change';
}

function zstd({ has }: Words): Effect {
  if (has('--rm')) return 'destroy';
  return has('--test', '-t', '--stdout', '-c', '-l', '--list') ? 'local' : 'change';
}

export function toolGrammars(): ProgramGrammar[] {
  return Object.entries(RULES).map(([program, [rule, example]]) =>
    tableGrammar({
      program,
      summary: `A tool of the machine: ${program}`,
      examples: [example],
      valued: ['-t', '--target-directory', '-o', '--output'],
      commands: { '': rule },
    }),
  );
}
