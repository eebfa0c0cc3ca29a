/** A secret that an approver asks to see: on the terminal of the run, once, and nowhere else. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');
const MINUTES = 180_000;
const VALUE = 'correct-horse-battery-staple';
const DOWN = '\u001b[B';
const RUNBOOK = `# Secrets

## Look

### Investigation

\`\`\`bash
aws secretsmanager get-secret-value --secret-id app/db --query SecretString --output text
\`\`\`
`;
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

let folder = '';
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's-'));
  // Under root, the record's Postgres runs as another user.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'RUNBOOK.md'), RUNBOOK);
  const environment = '{ account: "111122223333", region: eu-west-1 }';
  await writeFile(join(folder, 'steadyhand.yaml'), `system: shop\nenvironments:\n  dev: ${environment}\n`);
  server = createServer((request, response) => {
    const isSecret = String(request.headers['x-amz-target']).endsWith('GetSecretValue');
    const secret = { Name: 'app/db', SecretString: VALUE };
    request.resume().on('end', () => response.end(isSecret ? JSON.stringify(secret) : IDENTITY));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, MINUTES);

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
});

function environment(): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  const { port } = server.address() as AddressInfo;
  return {
    ...{ PATH, HOME: folder, TERM: 'xterm', AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    ...{ XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'data') },
    ...{ AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_EC2_METADATA_DISABLED: 'true' },
  };
}

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

function steady(...argv: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [STEADY, ...argv], { env: environment() }, (_error, stdout) =>
      resolve(stdout),
    );
    child.stdin?.end();
  });
}

test('the terminal shows it once; output, record and report do not have it', { timeout: MINUTES }, async ({ skip }) => {
  if (!hasScript()) skip('there is no script of util-linux to make a terminal');
  const output = join(folder, 'output.txt');
  const run = `'${process.execPath}' '${STEADY}' run '${join(folder, 'RUNBOOK.md')}#look' --env dev | tee '${output}'`;
  const child = spawn('script', ['-q', '-e', '-f', '-c', run, '/dev/null'], { env: environment() });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk;
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const shows = async (text: string): Promise<void> => {
    for (let attempt = 0; !shown.includes(text); attempt++) {
      if (attempt === 400) throw new Error(`it never showed "${text}": ${shown}`);
      await wait(250);
    }
  };
  await shows('Run this in dev');
  // From "refuse", which stands first, to "show".
  child.stdin.write(`${DOWN}${DOWN}${DOWN}`);
  await shows('❯ show');
  child.stdin.write('\r');
  await ended;
  expect(shown.split(VALUE)).toHaveLength(2);
  expect(shown).toContain('shown once, on this terminal alone');
  const piped = await readFile(output, 'utf8');
  expect(piped).toContain('[secret]');
  const id = /^run (\w{8}) /m.exec(piped)?.[1] ?? '';
  const kept = await Promise.all([steady('audit', 'export', id), steady('report', id), steady('runs', id, '--json')]);
  expect(kept[0]).toContain('"secret-shown"');
  expect(kept[1]).toContain('was shown, once');
  expect([piped, ...kept].join('\n')).not.toContain(VALUE);
});
