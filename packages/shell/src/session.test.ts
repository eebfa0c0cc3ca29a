import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { handlerOf, open, recorder, shell } from './test-kit.ts';

test('S1 variables, functions and the folder last from block to block', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await session.run(
    shell('export STACK=dev\nf() { aws get "$1" $STACK; }\nmkdir -p /tmp/x; cd /tmp/x\nLIST=(one two)'),
  );
  await session.run(shell(`f a\npwd\naws get \${LIST[1]} \${#LIST[@]}`));
  expect(aws.calls.map(({ argv }) => argv.join(' '))).toEqual(['get a dev', 'get two 2']);
  expect(session.env()).toMatchObject({ STACK: 'dev', PWD: '/tmp/x' });
  await session.close();
});

test('pieces have the lines of the runbook, their output and exit code', async () => {
  const { session } = await open([]);
  const result = await session.run(shell('# a comment\necho one\n\necho \\\n  two\nfalse\necho $?'));
  expect(result).toMatchObject({ exitCode: 0, stdout: 'one\ntwo\n1\n', ended: false });
  expect(result.pieces).toEqual([
    { line: 11, endLine: 11, exitCode: 0, stdout: 'one\n', stderr: '' },
    { line: 13, endLine: 14, exitCode: 0, stdout: 'two\n', stderr: '' },
    { line: 15, endLine: 15, exitCode: 1, stdout: '', stderr: '' },
    { line: 16, endLine: 16, exitCode: 0, stdout: '1\n', stderr: '' },
  ]);
  await session.close();
});

test.each([
  ['exit', 'echo a; exit 3', 3],
  ['set -e', 'set -e\necho a; false', 1],
])('%s ends the session with its output', async (_name, text, exitCode) => {
  const { session } = await open([]);
  const result = await session.run(shell(`${text}\necho never`));
  expect(result).toMatchObject({ ended: true, exitCode, stdout: 'a\n' });
  await expect(session.run(shell('echo b'))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  await session.close();
});

test('S3 a name that is unset at run time ends the session', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  const result = await session.run(shell('if false; then X=1; fi\naws set "$X" || true\naws set b'));
  expect(result).toMatchObject({ ended: true, exitCode: 1 });
  expect(aws.calls).toEqual([]);
  await session.close();
});

const SCALE = 'aws set --desired-count $((CURRENT_COUNT + 2))';

test('S3 arithmetic on an unset name never reaches the handler as a number', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await expect(session.run(shell(SCALE))).rejects.toMatchObject({
    code: 'PARAMETER_UNBOUND',
    params: { first: 'CURRENT_COUNT' },
  });
  expect(aws.calls).toEqual([]);
  await session.close();
});

test.each([
  ['set in a branch not taken', `if false; then CURRENT_COUNT=1; fi; ${SCALE}`],
  ['in quotes', `if false; then CURRENT_COUNT=1; fi; aws set "n=$(( \${CURRENT_COUNT} + 2 ))"`],
  ['empty', `CURRENT_COUNT=""; ${SCALE}`],
  ['empty answer', `CURRENT_COUNT=$(aws get nothing); ${SCALE}`],
  ['in a function', `f() { ${SCALE}; }; if false; then CURRENT_COUNT=1; fi; f`],
  ['in a loop', `for i in 1; do if false; then CURRENT_COUNT=1; fi; ${SCALE}; done`],
  ['in bash -c', `export CURRENT_COUNT=; bash -c '${SCALE}'`],
  ['ignored', `CURRENT_COUNT=; ${SCALE} || true; aws set b`],
])('S3 arithmetic without a value stops the shell: %s', async (_name, text) => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await expect(session.run(shell(text))).rejects.toBeInstanceOf(SteadyError);
  expect(aws.calls.filter(({ argv }) => argv[0] === 'set')).toEqual([]);
  await session.close();
});

test('S3 a word in place of a number is no zero', async () => {
  const aws = recorder('aws', ([verb]) => (verb === 'get' ? { stdout: 'None\n' } : {}));
  const { session } = await open([aws.handler]);
  const result = await session.run(shell(`CURRENT_COUNT=$(aws get count)\n${SCALE}\naws set b`));
  expect(result.ended).toBe(true);
  expect(aws.calls.map(({ argv }) => argv[0])).toEqual(['get']);
  await session.close();
});

test('arithmetic with values is what it was', async () => {
  const aws = recorder('aws', ([verb]) => (verb === 'get' ? { stdout: '4\n' } : {}));
  const { session } = await open([aws.handler]);
  const text = `CURRENT_COUNT=$(aws get count)\n${SCALE}\ni=0; while ((i < 3)); do ((i++)) || true; done; for ((j=0;j<2;j++)); do :; done\necho $i $j $((i * 2)) $(( \${UNSET:-5} + 1 ))`;
  const result = await session.run(shell(text));
  expect(result.stdout).toBe('3 2 6 6\n');
  expect(aws.calls[1]?.argv).toEqual(['set', '--desired-count', '6']);
  await session.close();
});

test('S2 blanks, unset names and syntax errors are refused before the first command', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await expect(session.run(shell('aws set a\naws set <task-id>'))).rejects.toMatchObject({
    params: { list: '<task-id>' },
  });
  await expect(session.run(shell('aws set a\naws set $CLUSTER'))).rejects.toMatchObject({
    params: { list: '$CLUSTER' },
  });
  await expect(session.run(shell('aws set a\nif true; then'))).rejects.toMatchObject({
    code: 'SHELL_SYNTAX',
    params: { line: '11' },
  });
  expect(aws.calls).toEqual([]);
  expect(await session.run(shell('aws set a'))).toMatchObject({ exitCode: 0 });
  await session.close();
});

test('S2 a file that is sourced passes the same checks, and its names count', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await session.run(shell("echo 'CLUSTER=main' > /tmp/ok.env; echo 'kubectl get' > /tmp/bad.env"));
  await session.run(shell('source /tmp/ok.env; aws get $CLUSTER\ncd /tmp'));
  await session.run(shell('CLUSTER=; . ok.env; aws get $CLUSTER'));
  expect(aws.calls.map(({ argv }) => argv.join(' '))).toEqual(['get main', 'get main']);
  await expect(session.run(shell('. /tmp/bad.env'))).rejects.toMatchObject({ code: 'PROGRAM_UNKNOWN' });
  await session.close();
});

test('names that are known only at run time are left to the shell', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await session.run(
    shell("printf 'CLUSTER=main\\nN=1\\n' > /tmp/.env; export $(cat /tmp/.env | xargs); aws get $CLUSTER"),
  );
  expect(aws.calls[0]?.argv).toEqual(['get', 'main']);
  await session.close();
});

test('S2 text that is sourced may use what stands before it, but not calculate', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await session.run(shell("echo 'B=$A' > /tmp/b.env; echo 'N=$((A + 1))' > /tmp/n.env"));
  await session.run(shell("A=1; source /tmp/b.env; aws get $B; eval 'aws get $A'"));
  expect(aws.calls.map(({ argv }) => argv[1])).toEqual(['1', '1']);
  await expect(session.run(shell('A=1; source /tmp/n.env'))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
  await session.close();
});

test('an endless loop of tools can be cancelled, one of builtins ends by itself', async () => {
  const { session, controller } = await open([]);
  const run = session.run(shell('while true; do echo x | cat > /dev/null; done'));
  setImmediate(() => controller.abort());
  await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await session.close();
  const other = await open([]);
  const result = await other.session.run(
    shell('for i in $(seq 1 9000); do :; done; for i in $(seq 1 9000); do :; done\nwhile true; do :; done'),
  );
  expect(result).toMatchObject({ ended: true, pieces: [{ exitCode: 0 }, { exitCode: 126 }] });
  await other.session.close();
});

test('S7 the working folder is read, writes stay in the session and are listed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'steadyhand-'));
  try {
    await writeFile(join(folder, 'in.txt'), 'from the host\n');
    const { session } = await open([], undefined, { workingFolder: folder });
    const result = await session.run(
      shell(
        'cat in.txt; sed s/from/of/ in.txt > out.txt; echo more >> in.txt; echo t > /tmp/t; rm /tmp/t; mkdir a; echo x > a/f; cp -r a b; cat in.txt',
      ),
    );
    expect(result.stdout).toBe('from the host\nfrom the host\nmore\n');
    expect(new TextDecoder().decode(await session.readFile('out.txt'))).toBe('of the host\n');
    const { files } = await session.close();
    const names = ['a/f', 'b/f', 'in.txt', 'out.txt'];
    expect(files).toEqual(names.map((name) => `/home/steady/project/${name}`));
    expect(await readdir(folder)).toEqual(['in.txt']);
    expect(await readFile(join(folder, 'in.txt'), 'utf8')).toBe('from the host\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('S8 nothing that leaves the session carries a secret', async () => {
  const aws = recorder('aws', ([verb]) =>
    verb === 'show'
      ? { stdout: 's3cr3t-value\n', secrets: ['s3cr3t-value'] }
      : { stdout: 'echo s3cr3t-value\n', stderr: 's3cr3t-value\n' },
  );
  const opened = await open([aws.handler, recorder('redis-cli').handler]);
  const { session, events, requests, output } = opened;
  const results = [
    await session.run(
      shell(
        'aws show x\nP=$(aws show x)\nset -x\naws get "$P"\nredis-cli -a "$P" get y\nredis-cli -a "0ther-pass" get y; echo 0ther-pass',
      ),
    ),
    await session
      .run(shell(`X=ok; : "\${NOPE:-$P}"; \${P%x} || true; echo "$P" >&2`))
      .catch((error: unknown) => String(error)),
  ];
  const shown = requests.map(({ command, blastRadius }) => [command, blastRadius]);
  const everything = JSON.stringify([results, events, output, shown]);
  expect(everything).not.toContain('s3cr3t-value');
  expect(everything).not.toContain('0ther-pass');
  expect(everything).toContain('[secret]');
  expect(aws.calls.at(-1)?.argv).toContain('s3cr3t-value');
  await session.close();
});

test('output of one simple command is shown while it runs, whole lines at a time, and not twice', async () => {
  const seen: string[] = [];
  const aws = handlerOf('aws', async (_call, { live }) => {
    live('one\ntw');
    seen.push(opened.output.map(({ text }) => text).join(''));
    live('o\n');
    return { exitCode: 0, stdout: 'one\ntwo\nthree\n', stderr: '' };
  });
  const opened = await open([aws]);
  await opened.session.run(shell('aws get "a|b"'));
  await opened.session.run(shell('aws get a | tail -n 1'));
  expect(seen).toEqual(['one\n', 'one\ntwo\nthree\n']);
  expect(opened.output.map(({ text }) => text).join('')).toBe('one\ntwo\nthree\nthree\n');
  await opened.session.close();
});

test('sleep, hostname and whoami are commands of the journal', async () => {
  const { session, events, slept } = await open([]);
  const result = await session.run(shell('sleep 1.5 2m\nhostname; whoami\nsleep soon || echo bad'));
  expect(slept).toEqual([121_500]);
  expect(result.stdout).toBe('dev\n111122223333\nbad\n');
  expect(events.filter(({ type }) => type === 'command-intent')).toHaveLength(4);
  await session.close();
});
