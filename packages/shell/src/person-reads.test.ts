import { type RunEvent, SteadyError } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import type { LineAnswer, LineQuestion } from './person-reads.ts';
import { type Guard, open, recorder, runAll, shell } from './test-kit.ts';
import { live } from './test-world.ts';

/** A person who says these lines one after another, and nothing after that. */
function person(...said: (string | LineAnswer)[]) {
  const questions: LineQuestion[] = [];
  const askLine = async (question: LineQuestion): Promise<LineAnswer> => {
    questions.push(question);
    const next = said.shift() ?? null;
    return typeof next === 'string' && next !== 'end'
      ? { line: next, isSecret: question.isSecret }
      : (next as LineAnswer);
  };
  return { questions, askLine };
}

async function calls(text: string, ...said: (string | LineAnswer)[]) {
  const world = recorder('world');
  const { questions, askLine } = person(...said);
  const opened = await open([world.handler], runAll, { askLine });
  const result = await opened.session.run(shell(text));
  return { ...result, questions, opened, argv: world.calls.map((call) => call.argv.join('|')) };
}

test.each<[string, string[], string[]]>([
  ['read -p "Go on? (y/N) " answer; world log "$answer"', ['y'], ['log|y']],
  ['read -r -p "Two " a b; world log "$a" "$b"', ['  one two three'], ['log|one|two three']],
  ['read -p "Press return" && world log "[$REPLY]"', [''], ['log|[]']],
  [`IFS=, read -ra words -p x; world log "\${words[1]}"`, ['a,b'], ['log|b']],
  [
    'confirm() { local ok; read -r -p "$1 " ok; [ "$ok" = yes ]; }; confirm Sure && world log sure',
    ['yes'],
    ['log|sure'],
  ],
  ['confirm() { read -r ok; world log "$ok"; }; echo piped | confirm; confirm', ['typed'], ['log|piped', 'log|typed']],
  ['printf "a\\nb\\n" | while read -r l; do world log "$l"; done', [], ['log|a', 'log|b']],
  ['while read -r l; do world log "$l"; done', ['a', 'b', 'end'], ['log|a', 'log|b']],
  [
    'bash -c \'read -p "Name " n; world log "$n"\'; echo q | bash -c \'read n; world log "$n"\'',
    ['p'],
    ['log|p', 'log|q'],
  ],
  ['read -p "Sure? " a || world log "end $? [$a]"', ['end'], ['log|end 1 []']],
  ['set -e; read x || world log none; read y; world log "$y"', ['end', 'b'], ['log|none', 'log|b']],
  ['X=$(read -p "In here " v; echo "got $v"); world log "$X"', ['it'], ['log|got it']],
])('%s', async (text, said, expected) => {
  expect((await calls(text, ...said)).argv).toEqual(expected);
});

test('a question has the prompt, the names, its step, and is kept before it is used', async () => {
  const { questions, opened } = await calls('world log a; read -r -p "Scale to? " count; world log "$count"', '3');
  expect(questions).toMatchObject([{ stepId: 'step', seq: 1, text: 'Scale to?', names: ['count'], isSecret: false }]);
  const kept = opened.events.flatMap((event) => (event.type === 'command-outcome' ? [event.stdout] : []));
  expect(kept).toEqual(['', '3\n', '']);
});

test('where nobody can be asked, nothing of the block runs', async () => {
  const world = recorder('world');
  const { session } = await open([world.handler]);
  const error = session.run(shell('world set a; read -p "Go on? " answer; world set b'));
  await expect(error).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED', message: expect.stringContaining('read -p') });
  expect(world.calls).toEqual([]);
});

test.each([
  'read -p "Go on? " a || true',
  'f() { read a; }; f || true',
  'if read a; then :; fi',
  'X=$(read a; echo "$a")',
])('where nobody answers, the session stops: %s', async (text) => {
  const world = recorder('world');
  const { session } = await open([world.handler], runAll, person());
  await expect(session.run(shell(`${text}\nworld set b`))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
  expect(world.calls).toEqual([]);
});

test.each(['read -t 5 a', 'f() { read -t 5 a; }; f', 'read -i x a', 'read -u 3 a', 'command read a'])(
  'what a person cannot be asked is refused: %s',
  async (text) => {
    const { questions, askLine } = person('a');
    const { session } = await open([], runAll, { askLine });
    await expect(session.run(shell(text))).rejects.toMatchObject({ code: 'CONSTRUCT_REFUSED' });
    expect(questions).toEqual([]);
  },
);

const holdsQuestions: Guard = ({ analysis }) =>
  analysis.operation === 'ask a person' ? { verdict: 'hold', by: 'dry run' } : { verdict: 'run', by: 'test' };

test('a held question leaves every name with the marker, and what uses it depends on it', async () => {
  const world = recorder('world');
  const opened = await open([world.handler], holdsQuestions, person());
  await opened.session.run(shell('IFS=, read -p "Which? " a b; world log "$a"; world log "$b"; world set "$b"'));
  const outcomes = opened.events.filter((event) => event.type === 'command-outcome');
  expect(outcomes.map(({ state, dependsOnHeld }) => [state, dependsOnHeld])).toEqual([
    ['held', false],
    ['held', true],
    ['held', true],
    ['done', true],
  ]);
});

test('a loop that asks until it likes the answer ends where it is held', async () => {
  const opened = await open([], holdsQuestions, person());
  const result = await opened.session.run(shell('a=; until [ "$a" = y ]; do read -p "Sure? " a; done'));
  expect(result.wouldWait).toContain('read -p');
});

test('a later life has the answer of the record, and asks nobody', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const blocks = ['read -r -p "Which? " name; world set "$name"', 'read -p x y || world set "$name" end'];
  const options = { handlers: [world.handler], blocks, kept };
  await live({ ...options, ...person('blue', 'end') });
  const written = kept.length;
  const again = await live({ ...options, ...person() });
  expect(again.error).toBeNull();
  expect(kept).toHaveLength(written);
  expect(world.calls.map(({ argv }) => argv)).toEqual([
    ['set', 'blue'],
    ['set', 'blue', 'end'],
  ]);
});

test('a run that is parked at a question asks it again where it stands', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const options = { handlers: [world.handler], blocks: ['world set a; read x; world set "$x"'], kept };
  const askLine = async (): Promise<LineAnswer> => {
    throw new SteadyError('RUN_PARKED', { id: 'run-1', reason: 'x' });
  };
  expect((await live({ ...options, askLine })).error).toMatchObject({ code: 'RUN_PARKED' });
  expect((await live({ ...options, ...person('b') })).error).toBeNull();
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['set a', 'set b']);
});

test('a secret is in no event and no output, and must be the same in a later life', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world', ([verb, value]) => (verb === 'get' ? { stdout: `got ${value}\n` } : {}));
  const blocks = ['read -rsp "Token: " token; world get "$token"; echo "$token"'];
  const options = { handlers: [world.handler], blocks, kept };
  const first = await live({ ...options, ...person('hunter2hunter') });
  expect(JSON.stringify([kept, first.results, first.opened.output])).not.toContain('hunter2hunter');
  expect(world.calls[0]?.argv).toEqual(['get', 'hunter2hunter']);
  const second = person('hunter3', 'hunter2hunter');
  expect((await live({ ...options, askLine: second.askLine })).error).toBeNull();
  expect(second.questions).toHaveLength(2);
  const third = await live({ ...options, ...person('no', 'neither', 'nor this') });
  expect(third.error).toMatchObject({ code: 'RUN_DIVERGED' });
});
