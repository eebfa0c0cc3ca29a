/**
 * Records what OpenBSD's netcat (Debian's netcat-openbsd 1.219) and pg_isready 15 say, into fixtures/ports.json. OPEN and
 * CLOSED stand for a port where somebody listens and one where nobody does.
 *
 *   NETCAT=/bin/nc.openbsd npx tsx packages/programs/record/ports.ts
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

// Where nobody listens as a rule, and where this script does, from another process.
const CLOSED = '45998';
const OPEN = '45999';

const LINES = [
  ...['-z 127.0.0.1 OPEN', '-zv 127.0.0.1 OPEN', '-zv localhost OPEN', '-nzv 127.0.0.1 OPEN', '-zvw 2 localhost OPEN'],
  ...['-z -v -w2 127.0.0.1 CLOSED', '-z 127.0.0.1 CLOSED', '-zv localhost CLOSED', '-zvn 127.0.0.1 CLOSED'],
  ...['-zv localhost CLOSED OPEN', '-zv 127.0.0.1 OPEN CLOSED', '-z nosuch.invalid 5432', '-zv nosuch.invalid 5432'],
  ...['-zv localhost abc', '-zv localhost 0', '-zv localhost 70000', '-zv -w 1 localhost OPEN'],
].map((line) => `nc ${line}`);

const READY = [
  ...['-h 127.0.0.1 -p CLOSED', '-h 127.0.0.1 -p CLOSED -q', '-h nosuch.invalid', '-h 127.0.0.1 --port=CLOSED -U a'],
  ...['-h 127.0.0.1 -p CLOSED -t 1', '-d postgresql://a:b@127.0.0.1:CLOSED/app', '-h 127.0.0.1 a', '--bogus'],
].map((line) => `pg_isready ${line}`);

// In another process: this one waits for each program.
const listening = `require('node:net').createServer((s) => s.end()).listen(${OPEN}, '127.0.0.1', () => console.log('up'))`;
const listener = spawn(process.execPath, ['-e', listening], { stdio: ['ignore', 'pipe', 'inherit'] });
await once(listener.stdout, 'data');

const netcat = process.env.NETCAT ?? 'nc';
const pairs = [...LINES, ...READY].map((line) => {
  const [program = '', ...argv] = line.replaceAll('OPEN', OPEN).replaceAll('CLOSED', CLOSED).split(' ');
  const ran = spawnSync(program === 'nc' ? netcat : program, argv, { encoding: 'utf8' });
  const named = (text: string): string =>
    text
      .replaceAll(`${basename(netcat)}:`, 'nc:')
      .replace(/\S*\/pg_isready:/g, 'pg_isready:')
      .replaceAll(OPEN, 'OPEN')
      .replaceAll(CLOSED, 'CLOSED');
  return { line, exitCode: ran.status, stdout: named(ran.stdout), stderr: named(ran.stderr) };
});
writeFileSync(new URL('../fixtures/ports.json', import.meta.url), `${JSON.stringify(pairs, null, 2)}\n`);
listener.kill();
