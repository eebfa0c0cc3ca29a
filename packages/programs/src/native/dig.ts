import { randomInt } from 'node:crypto';
import type { CommandContext, CommandHandler, CommandResult, ProgramGrammar } from '@steadyhand/contracts';
import type { Machine } from './environment.ts';
import { type Found, isName, isOtherType, lookUp, lookUpProgram, recordType } from './look-up.ts';

interface Question {
  argv: readonly string[];
  names: readonly string[];
  type: string;
  isShort: boolean;
  shown: ReadonlySet<Part>;
}

const PARTS = ['cmd', 'comments', 'question', 'answer', 'stats'] as const;
type Part = (typeof PARTS)[number];

/** Make no difference here. */
const IGNORED =
  /^(?:-4|\+(?:no)?(?:recurse|rec|tcp|edns|dnssec|authority|additional|search)|\+(?:time|tries|retry)=\d+)$/;

export function digProgram(grammar: ProgramGrammar, machine: Machine): CommandHandler {
  return lookUpProgram(grammar, machine, { read: readDig, answer });
}

function readDig(argv: readonly string[]): Question | null {
  const names: string[] = [];
  const shown = new Set<Part>(PARTS);
  let type: string | null = null;
  let isShort = false;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const given = recordType(word === '-t' ? (argv[++at] ?? '') : word);
    // With more than one name, what stands behind the first is said of one of them.
    if (isOtherType(word) || (names.length > 1 && !isName(word))) return null;
    if (given !== null && type === null) type = given;
    else if (word === '+short' || word === '+noshort') isShort = word === '+short';
    else if (/^\+/.test(word) && show(word, shown)) continue;
    else if (isName(word) && given === null) {
      if (word.toUpperCase() !== 'IN') names.push(word);
    } else if (!IGNORED.test(word)) return null;
  }
  const isOne = names.length === 1 || (names.length > 1 && type === null && isName(argv.at(-names.length)));
  return isOne ? { argv, names, type: type ?? 'A', isShort, shown } : null;
}

/** Whether the word is about what is shown. */
function show(word: string, shown: Set<Part>): boolean {
  const [, no, name = ''] = /^\+(no)?(\w+)$/.exec(word) ?? [];
  const parts = PARTS.filter((part) => name === 'all' || name === part);
  for (const part of parts) no === undefined ? shown.add(part) : shown.delete(part);
  return parts.length > 0;
}

function answer(question: Question, context: CommandContext): CommandResult {
  const { argv, names, type, isShort, shown } = question;
  const found = names.map((name) => ({ name, ...lookUp(name, type, context) }));
  if (isShort)
    return {
      exitCode: 0,
      stdout: found.map(({ address }) => (address === null ? '' : `${address}\n`)).join(''),
      stderr: '',
    };
  const command = `\n; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> ${argv.join(' ')}\n;; global options: +cmd\n`;
  const answers = found.map((one) => answerTo(one, question, context));
  return { exitCode: 0, stdout: (shown.has('cmd') ? command : '') + answers.join(''), stderr: '' };
}

/** EDNS and a minute to live, as the resolver of a VPC answers. */
const EDNS = ';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 4096\n';
const SECONDS = '60';

function answerTo(
  { name, exists, address }: Found & { name: string },
  { type, shown }: Question,
  { clock }: CommandContext,
): string {
  const whole = name.endsWith('.') ? name : `${name}.`;
  const count = address === null ? 0 : 1;
  const head = [
    `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${exists ? 'NOERROR' : 'NXDOMAIN'}, id: ${randomInt(65_536)}\n`,
    `;; flags: qr rd ra; QUERY: 1, ANSWER: ${count}, AUTHORITY: 0, ADDITIONAL: 1\n\n${EDNS}`,
  ];
  const section = (title: string, line: string): string =>
    shown.has('comments') ? `;; ${title} SECTION:\n${line}\n\n` : `${line}\n`;
  const asked = `;${columns([whole, 32], ['IN', 40], [type])}`;
  const given = columns([whole, 24], [SECONDS, 32], ['IN', 40], ['A', 48], [address ?? '']);
  // RFC 1035: head, name, type and class; an answer; and the record of EDNS (RFC 6891).
  const bytes = 12 + whole.length + 1 + 4 + count * 16 + 11;
  const stats = `;; Query time: 0 msec\n;; SERVER: 127.0.0.1#53(127.0.0.1) (UDP)\n;; WHEN: ${when(clock.now())}\n;; MSG SIZE  rcvd: ${bytes}\n\n`;
  return [
    shown.has('comments') ? head.join('') : '',
    shown.has('question') ? section('QUESTION', asked) : '',
    shown.has('answer') && count > 0 ? section('ANSWER', given) : '',
    shown.has('stats') ? stats : '',
  ].join('');
}

/** Words, and the column at which the next stands: by tabs, or behind one blank where there is no room (BIND, lib/dns/masterdump.c). */
function columns(...words: readonly (readonly [word: string, next?: number])[]): string {
  let [line, column] = ['', 0];
  for (const [word, next] of words) {
    line += word;
    column += word.length;
    if (next === undefined) continue;
    const to = Math.max(next, column + 1);
    const tabs = Math.floor(to / 8) - Math.floor(column / 8);
    line += '\t'.repeat(tabs) + ' '.repeat(to - (tabs > 0 ? Math.floor(to / 8) * 8 : column));
    column = to;
  }
  return line;
}

/** `Sun Nov 22 09:10:00 UTC 2026`. */
function when(ms: number): string {
  const [weekday = '', day, month, year, time] = new Date(ms).toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`;
}
