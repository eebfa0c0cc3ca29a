/**
 * Records what dig, nslookup and host (BIND 9.18) and ping (iputils 20221126) say of names that lead somewhere (NAMES),
 * and of all others, into fixtures/names.json. The server that they ask is here; what changes from call to
 * call is written as ID, TIME and DATE. They ask port 53 of 127.0.0.1, so this runs in namespaces of its own:
 *
 *   unshare --net --mount sh -c 'ip link set lo up && echo nameserver 127.0.0.1 > /tmp/resolv &&
 *     mount --bind /tmp/resolv /etc/resolv.conf && npx tsx packages/programs/record/names.ts'
 */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';

/** Of every length that columns depend on. */
const LONG = [19, 21, 22, 23, 24, 27, 29, 30, 31, 38, 46].map((length) => `${'a'.repeat(length - 9)}.internal`);
const NAMES = new Set(['db.internal', ...LONG]);
const TYPE_A = 1;
/** EDNS, 4096 bytes, as the resolver of a VPC answers. */
const OPT = Buffer.from([0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]);
/** The name of the question, A, IN, 60 seconds, 127.0.0.1. */
const ADDRESS = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);

/** RFC 1035, section 4. */
function answer(query: Buffer): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  const type = query.readUInt16BE(at + 1);
  const isKnown = NAMES.has(labels.join('.').toLowerCase());
  const answers = isKnown && type === TYPE_A ? [ADDRESS] : [];
  const additional = query.readUInt16BE(10) > 0 ? [OPT] : [];
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(answers.length, 6);
  head.writeUInt16BE(additional.length, 10);
  return Buffer.concat([head, query.subarray(12, at + 5), ...answers, ...additional]);
}

const DIG = [
  ...['db.internal', 'nosuch.internal', '+short db.internal', 'db.internal +short', 'A db.internal +short'],
  ...['db.internal A', '-t A db.internal', '-t a +short db.internal', 'IN A db.internal', '+short nosuch.internal'],
  ...['AAAA db.internal', '+short AAAA db.internal', 'db.internal MX +short', 'nosuch.internal MX', 'DB.internal.'],
  ...['+noall +answer db.internal', '+noall +answer nosuch.internal', 'db.internal +nocmd +noall +answer +stats'],
  ...[
    '+noall +comments db.internal',
    'db.internal +nocomments',
    '+noquestion +nostats db.internal',
    '+nocmd db.internal',
  ],
  ...[
    '+noall +question db.internal',
    '+noall +all db.internal',
    '+short db.internal nosuch.internal',
    '-4 db.internal',
  ],
  ...LONG.map((name) => `+nocmd +nostats ${name}`),
  ...[
    '+tries=1 +time=2 db.internal +short',
    'db.internal nosuch.internal',
    '+noadditional db.internal',
    '+noanswer db.internal',
  ],
].map((line) => `dig ${line}`);
const NSLOOKUP = [
  ...['db.internal', 'nosuch.internal', '-type=A db.internal', '-type=AAAA db.internal', '-query=mx db.internal'],
  ...['-type=AAAA nosuch.internal', '-q=a db.internal', 'DB.internal', 'db.internal.', '-timeout=2 db.internal'],
  ...['-type=TXT db.internal', '-type=bogus db.internal', '-type=MX nosuch.internal', 'nosuch.internal.'],
].map((line) => `nslookup ${line}`);
const HOST = [
  ...[
    'db.internal',
    'nosuch.internal',
    '-t A db.internal',
    '-t AAAA db.internal',
    '-t MX db.internal',
    '-tA db.internal',
  ],
  ...[
    '-t A nosuch.internal',
    '-t mx nosuch.internal',
    'DB.internal',
    'db.internal.',
    '-4 db.internal',
    '-W 2 db.internal',
  ],
  ...['-t TXT db.internal', '-t bogus db.internal', '-t aaaa nosuch.internal', 'nosuch.internal.'],
].map((line) => `host ${line}`);
const PING = ['-c 1 nosuch.internal', 'nosuch.internal', '-c 2 -W 1 nosuch.internal', '-c1 nosuch.internal.'].map(
  (line) => `ping ${line}`,
);

const server = createSocket('udp4', (query, { port, address }) => server.send(answer(query), port, address));
server.bind(53, '127.0.0.1');
await once(server, 'listening');

interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

function run(line: string): Promise<Ran> {
  const [program = '', ...argv] = line.split(' ');
  return new Promise((resolve, reject) => {
    execFile(program, argv, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error);
      const steady = stdout
        .replace(/(?<=, id: )\d+/g, 'ID')
        .replace(/(?<=Query time: )\d+/g, 'TIME')
        .replace(/(?<=WHEN: ).*/g, 'DATE');
      resolve({ exitCode: Number(error?.code ?? 0), stdout: steady, stderr });
    });
  });
}

const pairs: (Ran & { line: string })[] = [];
for (const line of [...DIG, ...NSLOOKUP, ...HOST, ...PING]) pairs.push({ line, ...(await run(line)) });
writeFileSync(new URL('../fixtures/names.json', import.meta.url), `${JSON.stringify(pairs, null, 2)}\n`);
server.close();
