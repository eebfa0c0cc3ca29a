/** S4: every way in which shell can call a program ends at its handler, or is refused. */
import { expect, test } from 'vitest';
import { handlerOf, open, recorder, shell } from './test-kit.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['plain', 'aws get a b'],
  ['escaped name', '\\aws get a b'],
  ['absolute path', '/usr/bin/aws get a b'],
  ['absolute path elsewhere', '/usr/local/bin/aws get a b'],
  ['variable as name', 'X=aws; $X get a b'],
  ['variable as absolute path', 'X=/usr/bin/aws; $X get a b'],
  ['variable as path elsewhere', 'X=/usr/local/bin/aws; $X get a b'],
  ['command', 'command aws get a b'],
  ['env', 'env Q=1 aws get a b'],
  ['env -i', 'env -i aws get a b'],
  ['xargs', 'echo b | xargs aws get a'],
  ['xargs -n1', 'printf "a b\\n" | xargs -n2 aws get'],
  ['xargs -I{}', 'echo b | xargs -I{} aws get a {}'],
  ['xargs -n 1', 'printf "a b\\n" | xargs -n 2 aws get'],
  ['xargs -I {}', 'echo b | xargs -I {} aws get a {}'],
  ['find -exec', 'mkdir -p /tmp/q; touch /tmp/q/b; cd /tmp/q; find . -name b -exec aws get a b \\;'],
  ['bash -c', 'bash -c "aws get a b"'],
  ['sh -c with parameters', "sh -c 'aws get $1 $2' sh a b"],
  ['piped into bash', 'echo "aws get a b" | bash'],
  ['bash FILE', 'echo "aws get a b" > /tmp/s.sh; bash /tmp/s.sh'],
  ['eval', "eval 'aws get a b'"],
  ['substitution', 'X=$(aws get a b)'],
  ['backquotes', 'X=`aws get a b`'],
  ['process substitution', 'cat <(aws get a b)'],
  ['pipe', 'echo x | aws get a b | cat'],
  ['loop', 'for i in a; do aws get $i b; done'],
  ['while read', 'echo "a b" | while read -r x y; do aws get $x $y; done'],
  ['function', 'f() { aws get "$@"; }; f a b'],
  ['subshell', '(aws get a b)'],
  ['condition', 'if aws get a b; then :; fi'],
  ['negation', '! aws get a b'],
  ['subscript', `a=(1 2); echo \${a[$(aws get a b)0]}`],
  ['timeout', 'timeout 5 aws get a b'],
  ['time', 'time aws get a b'],
  ['quoted letters', "a''ws get a b"],
  ['substitution as name', '$(echo aws) get a b'],
  ['words of a variable', 'X="aws get"; $X a b'],
  ['words of an array', `X=(aws get a); "\${X[@]}" b`],
  ['parameters of a function', 'f() { "$@"; }; f aws get a b'],
  ['path of another folder of programs', '/opt/tools/bin/aws get a b'],
  ['script by its path', 'echo "aws get a \\$1" > s.sh; chmod +x s.sh; ./s.sh b'],
  ['script by a variable', 'echo "aws get a b" > s.sh; chmod +x s.sh; X=./s.sh; $X'],
  ['script under xargs', 'echo "aws get a \\$1" > s.sh; chmod +x s.sh; echo b | xargs ./s.sh'],
  ['here-document to bash', 'bash <<X\naws get a b\nX'],
  ['arithmetic', 'X=$(( 1 + $(aws get a b; echo 2) ))'],
  ['target of a redirection', 'echo x > /tmp/f$(aws get a b)'],
  ['default of a variable', `: "\${X:-$(aws get a b)}"`],
  ['case', 'case $(aws get a b) in *) ;; esac'],
  ['printf -v', 'printf -v X "%s" "$(aws get a b)"'],
  ['mapfile', 'mapfile -t X < <(aws get a b)'],
  ['alias that nobody expands', 'alias x="echo no"; aws get a b'],
  ['PROMPT_COMMAND, which no prompt carries out', 'PROMPT_COMMAND="aws drop a"; aws get a b'],
  ['here-document', 'cat <<X\n$(aws get a b)\nX'],
];

test.each(CASES)('S4 %s reaches the handler with expanded arguments', async (_name, text) => {
  const aws = recorder('aws');
  const { session, requests } = await open([aws.handler]);
  await session.run(shell(text));
  await session.close();
  expect(aws.calls).toEqual([{ argv: ['get', 'a', 'b'], stdin: null }]);
  expect(requests.map(({ call }) => call.argv)).toEqual([['get', 'a', 'b']]);
});

const UNKNOWN: readonly (readonly [string, string])[] = [
  ['plain', 'aws set a; kubectl get pods'],
  ['after a pipe', 'aws set a | kubectl apply'],
  ['absolute path', 'aws set a; /usr/bin/kubectl get pods'],
  ['script of the folder', 'aws set a; ./deploy.sh'],
  ['under command', 'aws set a; command kubectl get'],
  ['under env', 'aws set a; env kubectl get'],
  ['under xargs', 'aws set a; echo pods | xargs kubectl get'],
  ['under find', 'aws set a; find . -exec kubectl get {} \\;'],
  ['under bash -c', "aws set a; bash -c 'kubectl get'"],
  ['under eval', "aws set a; eval 'kubectl get'"],
  ['under sudo', 'aws set a; sudo aws get b'],
  ['under ssh', 'aws set a; ssh host aws get b'],
  ['under parallel', 'aws set a; parallel aws get ::: b'],
  ['under builtin', 'aws set a; builtin kubectl'],
  ['script of an unknown interpreter', "aws set a; printf '#!/usr/bin/env perl\\n' > s.pl; kubectl get"],
  ['in a later piece', 'aws set a\n\nif true; then\n  kubectl get pods\nfi'],
  ['the session itself', 'aws set a; steady-next 0'],
];

test.each(UNKNOWN)('S2 a program without handler is refused before anything runs: %s', async (_name, text) => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'PROGRAM_UNKNOWN' });
  expect(aws.calls).toEqual([]);
  await session.close();
});

test('S2 the refusal names program and line', async () => {
  const { session } = await open([]);
  const text = 'echo a\n\nif true; then\n  kubectl get pods\nfi';
  await expect(session.run(shell(text))).rejects.toMatchObject({ params: { program: 'kubectl', line: '13' } });
  await session.close();
});

const DYNAMIC: readonly (readonly [string, string])[] = [
  ['variable', 'X=kubectl; $X get pods; aws set a'],
  ['variable with path', 'X=/usr/bin/kubectl; $X get pods; aws set a'],
  ['ignored failure', 'X=kubectl; $X get || true; aws set a'],
  ['condition', 'X=kubectl; if $X get; then :; fi; aws set a'],
  ['negation', 'X=kubectl; ! $X get; aws set a'],
  ['substitution', '$(echo kubectl) get; aws set a'],
  ['inside a substitution', 'X=kubectl; echo "$($X get)"; aws set a'],
  ['subshell', 'X=kubectl; ($X get); aws set a'],
  ['pipe', 'X=kubectl; $X get | cat; aws set a'],
  ['xargs', 'X=kubectl; echo a | xargs $X; aws set a'],
  ['text of a file', 'echo "kubectl get" > /tmp/s.sh; bash /tmp/s.sh; aws set a'],
  ['built text', 'X="kubectl get"; bash -c "$X"; aws set a'],
  ['function', 'X=kubectl; f() { $X get || :; }; f; aws set a'],
  ['script by its path', 'echo "kubectl get" > s.sh; chmod +x s.sh; ./s.sh; aws set a'],
  [
    'script of an unknown interpreter',
    "printf '#!/usr/bin/env perl\\n' > s.pl; chmod +x s.pl; ./s.pl || true; aws set a",
  ],
  ['words of a variable', 'X="kubectl get"; $X pods || true; aws set a'],
  ['parameters of a function', 'f() { "$@"; }; f kubectl get || true; aws set a'],
  ['loop', 'X=kubectl; for i in 1 2; do $X get && break; done; aws set a'],
];

test.each(DYNAMIC)('S5 a program without handler stops the shell at run time: %s', async (_name, text) => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'PROGRAM_UNKNOWN' });
  expect(aws.calls).toEqual([]);
  await session.close();
});

test('a program that is only asked for does not exist', async () => {
  const { session } = await open([recorder('aws').handler]);
  const text =
    'command -v kubectl || echo none; command -v aws >/dev/null && echo aws; [ -x /usr/bin/kubectl ] || echo none';
  expect(await session.run(shell(text))).toMatchObject({ stdout: 'none\naws\nnone\n' });
  await session.close();
});

const CONSTRUCTS: readonly (readonly [string, string])[] = [
  ['background', 'aws set a & aws set b'],
  ['$RANDOM', 'aws set $RANDOM'],
  ['$SECONDS', 'aws set $((SECONDS + 1))'],
  ['$EPOCHSECONDS', 'aws set $EPOCHSECONDS'],
  ['/dev/tcp', 'aws set a; echo x > /dev/tcp/localhost/80'],
  ['wait for a job', 'aws set a; wait %1'],
  ['exec', 'aws set a; exec aws set b'],
  ['exec redirection', 'aws set a; exec >>/tmp/log'],
  ['shift', 'aws set $((1<<40))'],
  ['read without input', 'aws set a; read -p "sure? " ANSWER'],
  ['trap', "trap 'aws set b' ERR; aws set a"],
  ['nohup', 'nohup aws set a'],
  ['xargs -L', 'echo a | xargs -L1 aws set'],
  ['set +u', 'set +u; aws set $NOTHING'],
  ['shadowed handler', 'aws() { echo fake; }; aws set a'],
  ['shadowed tool', 'eval() { echo fake; }; aws set a'],
  ['eval of unknown text', 'X="aws set a"; eval "$X"'],
  ['source of unknown text', 'source /tmp/none; aws set a'],
  ['PATH', 'export PATH=/opt/bin:$PATH; aws set a'],
  ['PATH of one command', 'PATH=/opt/bin aws set a'],
  ['PATH of one command by env', 'env PATH=/opt/bin aws set a'],
  ['PATH through env', 'aws set a; export "PA"TH=/opt/bin'],
  ['here-document without end', 'aws set a - <<EOF\nabc'],
];

test.each(CONSTRUCTS)('S2 refused before running: %s', async (_name, text) => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
  expect(aws.calls).toEqual([]);
  await session.close();
});

test.each([
  ['xargs', 'echo x | xargs aws get'],
  ['find', 'find . -maxdepth 0 -exec aws get {} \\;'],
  ['timeout', 'timeout 5 aws get x'],
  ['bash -c', "bash -c 'aws get x'"],
  ['env', 'env OTHER=1 aws get x'],
  ['script', 'echo "aws get x" > s.sh; chmod +x s.sh; ./s.sh'],
])('S4 a command under %s has the variables that the shell exports', async (_name, text) => {
  const seen: (string | undefined)[] = [];
  const aws = handlerOf('aws', async (_call, { env }) => {
    seen.push(env.AWS_PROFILE);
    return { exitCode: 0, stdout: '', stderr: '' };
  });
  const { session } = await open([aws], undefined, { env: { AWS_PROFILE: 'first' } });
  await session.run(shell(text));
  await session.run(shell(`export AWS_PROFILE=second; ${text}\nenv AWS_PROFILE=third aws get x`));
  await session.close();
  expect(seen).toEqual(['first', 'second', 'third']);
});

test('S7 a connection whose address is known only at run time stops the shell', async () => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  const text = 'D=/dev/tcp; echo x > $D/localhost/80 || true; aws set a';
  await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
  expect(aws.calls).toEqual([]);
  await session.close();
});

test.each([
  'N=PATH; export $N=/nowhere; aws set a',
  'N=PATH; printf -v $N /nowhere; aws set a',
  'read PATH <<< /x; aws set a',
])('S4 a path that is changed at run time hides no handler and no refusal: %s', async (text) => {
  const aws = recorder('aws');
  const { session } = await open([aws.handler]);
  const result = await session.run(shell(text));
  expect([aws.calls.length, result.ended]).not.toEqual([0, false]);
  await session.close();
});
