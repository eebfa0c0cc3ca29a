/**
 * A root of its own for a real bash: no network, no processes of others, no files but copies of the pure tools, and a
 * recording stub for every other program. Text of others runs as nobody (or, where the caller is no root, as the caller
 * in a user namespace), and sees nothing of the host but `/dev` and its own `/proc`.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PURE_TOOLS } from '../../packages/shell/src/programs.ts';
import type { ShellBlock } from './blocks.ts';
import { ANSWER, MAX_CALLS, type Outcome, READ_INPUT, type RecordedCall, SECONDS, scriptText } from './recording.ts';

/** The same as in a session. */
const HOME = '/home/steady';
const PROJECT = `${HOME}/project`;
/** A program by its path, in whatever folder of programs. */
const PROGRAM_PATH = /(?<![\w.~$}/-])\/(?:[\w.+-]+\/)*s?bin\/([\w.+-]+)/g;
const LINKS = { bin: 'usr/bin', sbin: 'usr/bin', lib: 'usr/lib', lib64: 'usr/lib64' };

const STUB = `#!/bin/sh
name=\${0##*/}
read -r n < /log/count
n=$((n + 1))
echo "$n" > /log/count
${READ_INPUT}
printf '%s\\0' "$#" "$name" "$@" "$input" >> /log/calls
[ "$n" -ge ${MAX_CALLS} ] && kill -9 -1
echo ${ANSWER.trim()}
`;

const isRoot = process.getuid?.() === 0;
const NAMESPACES = ['-m', '-n', '-p', ...(isRoot ? [] : ['-U', '-r']), '--fork', '--kill-child'];

/** Whether this machine can give a process a root, a network and processes of its own. */
export function canIsolate(): boolean {
  const tried = spawnSync('unshare', [...NAMESPACES, 'mount', '-t', 'proc', 'proc', '/proc'], { stdio: 'ignore' });
  return tried.status === 0;
}

export class Bubble {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bash-equality-'));
  /** Tools of a session that this machine does not have. */
  readonly missing: ReadonlySet<string>;
  readonly #programs: ReadonlySet<string>;
  #count = 0;

  constructor(programs: ReadonlySet<string>, realPrograms: readonly string[] = []) {
    this.#programs = programs;
    const bin = join(this.#folder, 'usr', 'bin');
    mkdirSync(bin, { recursive: true });
    // Those who are nobody must come in.
    chmodSync(this.#folder, 0o755);
    const tools = [...PURE_TOOLS, ...realPrograms, 'kill', 'sleep'].filter((name) => !programs.has(name));
    const found = new Map(tools.map((name) => [name, which(name)]));
    this.missing = new Set(tools.filter((name) => found.get(name) === null && !IN_BASH.has(name)));
    const copied = [...found].flatMap(([name, path]) => (path === null ? [] : [copy(path, join(bin, name))]));
    for (const path of librariesOf(copied)) copyLibrary(path, this.#folder);
    const stub = join(bin, '.stub');
    writeFileSync(stub, STUB, { mode: 0o755 });
    for (const name of programs) symlinkSync('.stub', join(bin, name));
  }

  /** A root for one block; `project` is its working folder, with the scripts that the block calls. */
  prepare({ scripts, text }: ShellBlock): { root: string; project: string } {
    const root = join(this.#folder, `root-${this.#count++}`);
    const project = join(root, PROJECT);
    for (const name of ['usr', 'dev', 'proc', 'tmp', 'log', 'etc', 'var', 'opt']) open(join(root, name));
    for (const folder of [root, join(root, 'home'), join(root, HOME), project]) open(folder);
    for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(root, name));
    const programs = new Map([...text.matchAll(PROGRAM_PATH)].map(([path, name = '']) => [path, name]));
    for (const [path, name] of programs) {
      if (!this.#programs.has(name) || /^\/(usr\/)?s?bin\//.test(path)) continue;
      for (const folder of parentsOf(path).slice(1)) open(join(root, folder));
      symlinkSync(`/usr/bin/${name}`, join(root, path));
    }
    for (const path of scripts) {
      for (const folder of parentsOf(path)) open(join(project, folder));
      writeFileSync(join(project, path), scriptText(path), { mode: 0o755 });
    }
    return { root, project };
  }

  async run(block: ShellBlock, root: string): Promise<Outcome> {
    writeFileSync(join(root, 'log', 'count'), '0\n');
    writeFileSync(join(root, 'log', 'calls'), '');
    for (const name of ['count', 'calls']) chmodSync(join(root, 'log', name), 0o666);
    writeFileSync(join(root, 'log', 'block'), block.text);
    const mounts = [
      `${this.#folder}/usr ${root}/usr none bind`,
      `proc ${root}/proc proc`,
      `/dev ${root}/dev none rbind`,
    ];
    writeFileSync(join(root, 'log', 'mounts'), `${mounts.join('\n')}\n`);
    const env = { PATH: '/usr/bin', HOME, TZ: 'UTC', LC_ALL: 'C.UTF-8', ...block.env };
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const inside = `mount -a -T ${root}/log/mounts && exec 3>&- && chroot ${isRoot ? '--userspec=65534:65534 ' : ''}"$0" "$@"; exit $?`;
    const shell = [
      '/usr/bin/bash',
      '--norc',
      '--noprofile',
      '-c',
      `cd ${PROJECT}; exec bash --norc --noprofile -u /log/block`,
    ];
    const args = [...NAMESPACES, 'sh', '-c', inside, root, '/usr/bin/env', '-i', ...variables, ...shell];
    const { exitCode, timedOut } = await spawned('unshare', args);
    const calls = readCalls(readFileSync(join(root, 'log', 'calls')));
    const endless = timedOut || calls.length >= MAX_CALLS;
    const stopped = timedOut ? `no end in ${SECONDS} seconds` : endless ? `no end after ${MAX_CALLS} calls` : null;
    return { calls, exitCode: endless ? null : exitCode, stopped, endless };
  }

  discard(root: string): void {
    // If anything were still mounted there, it is not ours to remove: these fail then.
    for (const name of ['usr', 'dev', 'proc']) rmdirSync(join(root, name));
    rmSync(root, { recursive: true, force: true });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Tools that bash has itself. */
const IN_BASH = new Set(['alias', 'unalias', 'time']);

function which(name: string): string | null {
  const folders = ['/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? null;
}

function copy(from: string, to: string): string {
  copyFileSync(realpathSync(from), to);
  chmodSync(to, 0o755);
  return to;
}

function librariesOf(files: readonly string[]): Set<string> {
  const { stdout } = spawnSync('ldd', [...files], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return new Set([...stdout.matchAll(/(\/\S+\.so\S*)/g)].map(([path]) => path));
}

/** To the path at which a program asks for it; `/lib` is `/usr/lib` in there. */
function copyLibrary(path: string, folder: string): void {
  const target = join(folder, path.startsWith('/usr/') ? path : `/usr${path}`);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(path), target);
}

function open(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
}

function parentsOf(path: string): string[] {
  const parts = dirname(path).split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

function spawned(program: string, args: readonly string[]): Promise<{ exitCode: number; timedOut: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, SECONDS * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? 255, timedOut });
    });
  });
}

function readCalls(bytes: Buffer): RecordedCall[] {
  const words = bytes.toString('utf8').split('\0');
  const calls: RecordedCall[] = [];
  for (let at = 0; at < words.length - 1; ) {
    const count = Number(words[at]);
    const [program = '', ...rest] = words.slice(at + 1, at + 3 + count);
    calls.push({ program, argv: rest.slice(0, count), stdin: rest[count] ?? '' });
    at += count + 3;
  }
  return calls;
}
