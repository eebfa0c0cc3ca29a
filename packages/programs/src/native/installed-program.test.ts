import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CommandHandler, Target } from '@steadyhand/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPrograms } from '../load-programs.ts';
import { type TestSession, testContext } from '../testing.ts';

let folder: string;
let bin: string;
/** What the person has; more than a program may see. */
let machine: Record<string, string>;
let handlers: Map<string, CommandHandler>;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'steadyhand-installed-')));
  bin = join(folder, 'bin');
  await mkdir(bin);
  machine = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    KUBECONFIG: '/k/config',
    DOCKER_HOST: 'unix:///docker.sock',
    SSH_AUTH_SOCK: '/agent',
    GITHUB_TOKEN: 'of-the-person',
    AWS_SECRET_ACCESS_KEY: 'of-the-person',
  };
  const loaded = await loadPrograms({ machine });
  handlers = new Map(loaded.handlers.map((one) => [one.grammar.program, one]));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that tells what it was given. */
async function install(name: string, script = TELLS): Promise<void> {
  await writeFile(join(bin, name), `#!${process.execPath}\n${script}`);
  await chmod(join(bin, name), 0o755);
}

const TELLS = `const { readFileSync } = require('node:fs');
const stdin = process.argv.includes('-i') || process.argv.includes('-') ? readFileSync(0, 'utf8') : null;
process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), stdin }));`;

interface Told {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  stdin: string | null;
}

function handlerOf(program: string): CommandHandler {
  const handler = handlers.get(program);
  if (!handler) throw new RangeError(`${program} has no handler`);
  return handler;
}

function run(line: readonly string[], session: TestSession = {}, stdin: string | null = null) {
  const [program = '', ...argv] = line;
  const call = { program, argv, stdin, unresolved: new Set<number>() };
  return handlerOf(program).run(call, testContext({ cwd: '/home/steady', env: { HOME: '/home/steady' }, ...session }));
}

async function told(line: readonly string[], session?: TestSession, stdin?: string): Promise<Told> {
  const { stdout, stderr } = await run(line, session, stdin);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Told;
}

const disk = (wrote: readonly string[] = []) => ({
  root: folder,
  mount: '/home/steady/project',
  wroteAt: (path: string) => wrote.filter((one) => one === path || one.startsWith(`${path}/`)),
});

describe('a program of this machine', () => {
  it('gets its words as they are, and no shell between', async () => {
    await install('kubectl');
    const words = ['get', 'pods', '-l', 'a=$(id); "b"', "it's", '*', ''];
    expect((await told(['kubectl', ...words])).argv).toEqual(words);
    expect(handlerOf('kubectl').version).toBe('kubectl@host');
  });

  it('gets what it needs of the environment, and nothing else', async () => {
    for (const name of ['kubectl', 'docker', 'git', 'gh']) await install(name);
    const env = { HOME: '/home/steady', AWS_PROFILE: 'prod', AWS_REGION: 'eu-west-1', NAMESPACE: 'app', PWD: '/x' };
    const names = async (program: string, session: TestSession = {}) =>
      Object.keys((await told([program, 'status'], { env, ...session })).env).sort();
    const always = ['GIT_PAGER', 'GIT_SSH_COMMAND', 'GIT_TERMINAL_PROMPT', 'HOME', 'LANG', 'NAMESPACE'];
    const common = [...always, 'PAGER', 'PATH', 'RSYNC_RSH', 'TERM'];
    const none = ['AWS_CONFIG_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_SHARED_CREDENTIALS_FILE', ...common];
    expect(await names('gh')).toEqual(none);
    expect(await names('docker')).toEqual([...none, 'DOCKER_HOST'].sort());
    expect(await names('git')).toEqual([...none, 'SSH_AUTH_SOCK'].sort());
    expect(await names('kubectl')).toEqual([...common, 'AWS_PROFILE', 'AWS_REGION', 'KUBECONFIG'].sort());
    const roles = { read: 'arn:aws:iam::1:role/read' };
    expect(await names('kubectl', { target: { roles } })).toEqual([...none, 'KUBECONFIG'].sort());
  });

  it.each(['LD_PRELOAD', 'NODE_OPTIONS', 'GIT_EXTERNAL_DIFF', 'KUBE_EDITOR'])(
    'is not run where %s is exported',
    async (name) => {
      await install('kubectl');
      const running = run(['kubectl', 'get', 'pods'], { env: { [name]: 'x' } });
      await expect(running).rejects.toMatchObject({ code: 'PROGRAM_REFUSED' });
    },
  );

  it('gives its exit code, standard error, bytes that are no text, and shows what it prints', async () => {
    await install('kubectl', 'process.stdout.write("a\\n"); process.stderr.write("b\\n"); process.exitCode = 3');
    let shown = '';
    const live = (chunk: string): void => {
      shown += chunk;
    };
    expect(await run(['kubectl', 'get'], { live })).toEqual({ exitCode: 3, stdout: 'a\n', stderr: 'b\n' });
    expect(shown).toBe('a\n');
    await install('kubectl', 'process.stdout.write(Buffer.from([255, 0]))');
    expect(await run(['kubectl', 'get'])).toEqual({ exitCode: 0, stdout: '\u00ff\u0000', stderr: '', binary: true });
    await install('kubectl', 'process.kill(process.pid, "SIGKILL")');
    expect(await run(['kubectl', 'get'])).toMatchObject({ exitCode: 137 });
  });

  it('hands back what it reveals', async () => {
    await install('kubectl', "process.stdout.write('data:\\n  password: aHVudGVyMi1sb25n\\n  n: 1\\n')");
    const { secrets } = await run(['kubectl', 'get', 'secret', 'db', '-o', 'yaml']);
    expect(secrets).toEqual(expect.arrayContaining(['aHVudGVyMi1sb25n', 'hunter2-long']));
    expect(secrets).not.toContain('1');
    await install('docker', `process.stdout.write(JSON.stringify([{ Config: { Env: ['PW=of-the-database'] } }]))`);
    expect((await run(['docker', 'inspect', 'api'])).secrets).toContain('of-the-database');
    expect((await run(['kubectl', 'get', 'pods'])).secrets).toBeUndefined();
  });

  it('reads its input where a shell would give it one', async () => {
    await install('kubectl');
    expect((await told(['kubectl', 'apply', '-f', '-'], {}, 'kind: Pod')).stdin).toBe('kind: Pod');
    const reads = (...[program = '', ...argv]: string[]) => handlerOf(program).readsStdin(argv);
    expect(reads('kubectl', 'get', 'pods')).toBe(false);
    expect(reads('kubectl', 'exec', '-i', 'api', '--', 'sh')).toBe(true);
    expect(reads('docker', 'exec', 'db', 'psql', '-f', '-')).toBe(false);
    expect(reads('docker', 'login', '--password-stdin')).toBe(true);
    expect(reads('ssh', 'host', 'uptime')).toBe(true);
    expect(reads('ssh', '-n', 'host', 'uptime')).toBe(false);
    expect(reads('python3', '-m', 'json.tool')).toBe(true);
    expect(reads('git', 'log')).toBe(false);
    expect(reads('nc', '-zv', 'db', '5432')).toBe(false);
  });
});

describe('the end of a program', () => {
  it('comes with the signal, with all that it started', async () => {
    const pids = join(folder, 'pids');
    await install(
      'kubectl',
      `const { spawn } = require('node:child_process');
       const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
       process.on('SIGTERM', () => {});
       require('node:fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid);
       process.stdout.write('up');
       setInterval(() => {}, 1000)`,
    );
    const controller = new AbortController();
    const live = (): void => controller.abort(new RangeError('stop'));
    await expect(run(['kubectl', 'get', '-w'], { signal: controller.signal, live })).rejects.toThrow('stop');
    for (const pid of (await readFile(pids, 'utf8')).split(' ')) await gone(Number(pid));
  });

  it('leaves no child behind', async () => {
    await install(
      'kubectl',
      `const { spawn } = require('node:child_process');
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       child.unref();
       process.stdout.write(String(child.pid))`,
    );
    await gone(Number((await run(['kubectl', 'get'])).stdout));
  });

  it('comes when what only reads prints without end', async () => {
    await install('kubectl', 'const out = "x".repeat(1 << 20); (function go() { process.stdout.write(out, go) })()');
    const refused = { code: 'OUTPUT_TOO_LARGE', state: 'Nothing was changed.' };
    await expect(run(['kubectl', 'get', 'pods'])).rejects.toMatchObject(refused);
  });

  it('does not come to a change that prints too much', async () => {
    const done = join(folder, 'done');
    await install(
      'kubectl',
      `process.stdout.write("x".repeat(20 << 20), () => require('node:fs').writeFileSync(${JSON.stringify(done)}, ''))`,
    );
    const state = 'It was carried out, with exit code 0; its output is gone.';
    await expect(run(['kubectl', 'apply', '-f', 'x'])).rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE', state });
    expect(await readFile(done, 'utf8')).toBe('');
  });
});

async function gone(pid: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
        if (process.platform === 'linux') return status === null || / Z /.test(status);
        return promisify(execFile)('kill', ['-0', String(pid)]).then(
          () => false,
          () => true,
        );
      },
      { timeout: 5_000 },
    )
    .toBe(true);
}

describe('the files of a program', () => {
  it("are the disk's in the caller's folder", async () => {
    await install('terraform');
    await mkdir(join(folder, 'infra'));
    const session = { cwd: '/home/steady/project/infra', disk: disk() };
    const given = await told(['terraform', 'plan', '-var-file=a.tfvars', '/home/steady/project/b', '/etc/c'], session);
    expect(given.cwd).toBe(join(folder, 'infra'));
    expect(given.argv).toEqual(['plan', '-var-file=a.tfvars', join(folder, 'b'), '/etc/c']);
  });

  it('are copies of what the session wrote there', async () => {
    await install('kubectl', "process.stdout.write(require('node:fs').readFileSync(process.argv[4]))");
    const path = '/home/steady/project/pod.yaml';
    const session = { cwd: '/home/steady/project', disk: disk([path]), readFile: async () => Buffer.from('kind: Pod') };
    expect((await run(['kubectl', 'apply', '-f', 'pod.yaml'], session)).stdout).toBe('kind: Pod');
    expect(await readdir(folder)).toEqual(['bin']);
  });

  it('are not there where the session has a folder that the disk has otherwise', async () => {
    await install('docker');
    const wrote = disk(['/home/steady/project/Dockerfile']);
    const running = run(['docker', 'build', '.'], { cwd: '/home/steady/project', disk: wrote });
    await expect(running).rejects.toMatchObject({ code: 'PROGRAM_REFUSED' });
  });

  it('are refused where the program would read what the disk has not', async () => {
    await install('terraform');
    const at = (path: string) => ({ cwd: '/home/steady/project', disk: disk([`/home/steady/project/${path}`]) });
    await expect(run(['terraform', 'plan'], at('main.tf'))).rejects.toMatchObject({ code: 'PROGRAM_REFUSED' });
    expect((await told(['terraform', 'plan'], at('plan.txt'))).argv).toEqual(['plan']);
  });

  it("are the session's elsewhere, and what is written there comes back", async () => {
    await install(
      'pg_dump',
      "require('node:fs').copyFileSync('in.txt', process.argv[3]); process.stdout.write(process.cwd())",
    );
    const files = new Map<string, Uint8Array>([['/home/steady/in.txt', Buffer.from('rows')]]);
    const readFileOf = async (path: string) => {
      const data = files.get(path);
      if (!data) throw Object.assign(new RangeError('ENOENT'), { code: 'ENOENT' });
      return data;
    };
    const { stdout } = await run(['pg_dump', '-f', '/tmp/out.dump', 'in.txt'], { files, readFile: readFileOf });
    expect(Buffer.from(files.get('/tmp/out.dump') ?? '').toString()).toBe('rows');
    expect([...files.keys()]).toEqual(['/home/steady/in.txt', '/tmp/out.dump']);
    await expect(readdir(stdout)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are not looked for in words that something else reads', async () => {
    await install('kubectl');
    const words = ['exec', 'api', '--', 'cat', '/tmp/x'];
    expect((await told(['kubectl', ...words])).argv).toEqual(words);
    await install('ssh');
    expect((await told(['ssh', 'host', 'cat', '/tmp/x'])).argv.slice(2)).toEqual(['host', 'cat', '/tmp/x']);
  });
});

describe('a terminal', () => {
  it.each([
    ['docker exec -it db psql -c x', 'exec -i db psql -c x'],
    ['docker exec -t db date -t', 'exec db date -t'],
    ['docker compose exec db date', 'compose exec -T db date'],
    ['docker run -ti --rm alpine date', 'run -i --rm alpine date'],
    ['kubectl exec -it api -- date -it', 'exec -i api -- date -it'],
    ['ssh -t host uptime', '-o BatchMode=yes host uptime'],
    ['scp a host:b', '-o BatchMode=yes a host:b'],
  ])('%s is run without one', async (line, expected) => {
    const [program = '', ...argv] = line.split(' ');
    await install(program);
    expect((await told([program, ...argv], {}, '')).argv.join(' ')).toBe(expected);
  });

  it.each([
    'ssh host',
    'ssh -i key host',
    'docker exec -it db bash',
    'docker attach api',
    'kubectl exec -it api -- sh',
    'kubectl edit deployment api',
    'python3',
    'mysql -u app',
  ])('%s needs one, and is refused', async (line) => {
    const [program = '', ...argv] = line.split(' ');
    await install(program);
    await expect(run([program, ...argv])).rejects.toMatchObject({ code: 'PROGRAM_REFUSED' });
  });
});

describe('what cannot run', () => {
  const target = (kind: Target['kind']): Target => testContext({ target: { kind } }).target;
  const refusal = (line: string, kind: Target['kind'] = 'aws') => {
    const [program = '', ...argv] = line.split(' ');
    return handlerOf(program).refusal?.({ program, argv, stdin: null, unresolved: new Set() }, target(kind))?.code;
  };

  it('is known before: what is not installed', async () => {
    expect(refusal('velero backup get')).toBe('PROGRAM_NOT_INSTALLED');
    await expect(run(['velero', 'backup', 'get'])).rejects.toMatchObject({
      code: 'PROGRAM_NOT_INSTALLED',
      state: 'Nothing was run.',
    });
    await install('velero');
    expect(refusal('velero backup get')).toBeUndefined();
  });

  it('is known before: what reaches out of a range', async () => {
    for (const name of ['kubectl', 'ssh', 'terraform']) await install(name);
    const outside = ['kubectl get pods', 'ssh host uptime', 'terraform plan', 'git fetch', 'git ls-remote origin'];
    for (const line of [...outside, 'openssl s_client -connect host:443', 'python3 -c print(1)'])
      expect([line, refusal(line, 'range')]).toEqual([line, 'PROGRAM_NOT_IN_RANGE']);
    for (const line of ['git log -1', 'openssl rand -hex 4', 'kubectl --version'])
      expect([line, refusal(line, 'range')]).toEqual([line, undefined]);
    const running = run(['kubectl', 'get', 'pods'], { target: { kind: 'range' } });
    await expect(running).rejects.toMatchObject({ code: 'PROGRAM_NOT_IN_RANGE' });
  });

  it('has no handler: tools of the session, and what runs others with more rights', () => {
    for (const name of ['cat', 'cp', 'rm', 'env', 'hostname', 'sudo', 'vim']) expect(handlers.has(name)).toBe(false);
  });
});

describe('real programs', () => {
  it('git reads the repository that the caller is in', async () => {
    const git = (...argv: string[]) => run(['git', ...argv], { cwd: '/home/steady/project', disk: disk() });
    expect((await git('init', '-q', '-b', 'main')).exitCode).toBe(0);
    await writeFile(join(folder, 'a.txt'), 'a');
    expect((await git('status', '--porcelain', 'a.txt')).stdout).toBe('?? a.txt\n');
    expect(await git('rev-parse', '--verify', 'nosuch')).toMatchObject({ exitCode: 128 });
  });

  it('openssl reads a file of the session', async () => {
    const data = Buffer.from('steady');
    const hashed = await run(['openssl', 'dgst', '-sha256', '-r', '/tmp/x'], { readFile: async () => data });
    expect(hashed).toMatchObject({ exitCode: 0 });
    expect(hashed.stdout).toMatch(/^[0-9a-f]{64} \*/);
  });
});
