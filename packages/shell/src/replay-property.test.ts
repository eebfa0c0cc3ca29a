/** Random scripts over handlers that answer at random, killed again and again. */
import { createHash } from 'node:crypto';
import type { RunEvent } from '@steadyhand/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedCalls } from './replay.ts';
import { type Death, intents, type LifeOptions, live, untouchable, World } from './test-world.ts';

const command = fc.oneof(
  fc
    .constantFrom('get', 'set', 'drop')
    .chain((verb) =>
      fc.constantFrom('a', 'b', '"$X"', '"$(cat /tmp/f)"', '"$(world get c)"').map((id) => `world ${verb} ${id}`),
    ),
  fc.constantFrom('date', 'sleep 1', 'jq -n now', 'echo "$X" >> /tmp/f', 'X=$(world get x)', 'X=$(date)', 'f "$X"'),
);

/** Constructs of the shell around one or two commands. */
const statement = fc.tuple(fc.nat(15), command, command).map(([kind, first, second]): string => {
  const forms = [
    `${first}; ${second}`,
    `${first} | cat`,
    `${first} | while read -r line; do echo "$line"; ${second}; done`,
    `for i in 1 2; do ${first}; ${second}; done`,
    `if ${first}; then ${second}; else world set else; fi`,
    `${first} && ${second} || world set or`,
    `n=0; until [ "$(world get n)" = 0 ] || [ $n = 3 ]; do n=$((n + 1)); ${first}; done`,
    `(${first}; ${second})`,
    'world get l | xargs world set',
    `bash -c 'world get inner; world set "$(world get y)"'`,
    `f() { ${first.startsWith('f ') ? 'world set f' : first}; }`,
    `case "$(world get k)" in 0) ${first} ;; *) ${second} ;; esac`,
    `! ${first}; echo $? >> /tmp/f`,
    `X=$(${first}; ${second})`,
    `cat <(${first}) > /tmp/f`,
    `eval 'world set eval'; { ${first}; } > /tmp/f 2>&1`,
  ];
  return forms[kind] ?? first;
});

const SETUP = 'X=start\nf() { world get "$1"; }\necho file > /tmp/f';
const script = fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
const deaths = fc.array(fc.record({ event: fc.nat(14), kept: fc.boolean() }), { minLength: 1, maxLength: 3 });

/** Reads that never agree, and commands that fail one time in five. */
function fickle(seed: number): World {
  const world = new World();
  world.answer = () => {
    const [value = 0, luck = 0] = createHash('sha256').update(`${seed} ${world.calls}`).digest();
    return { stdout: `${value % 3}\n`, exitCode: luck % 5 === 0 ? 1 : 0 };
  };
  return world;
}

/** Leaves out some of the changes, and puts other arguments in place of some; the same in every life. */
function people(seed: number): NonNullable<LifeOptions['guard']> {
  return async ({ seq, edited, analysis: { effect } }) => {
    const [luck = 0] = createHash('sha256').update(`${seed} ${seq} asked`).digest();
    if (effect === 'read' || effect === 'local' || edited || luck > 60) return { verdict: 'run', by: 'test' };
    return luck > 30
      ? { verdict: 'edit', argv: ['set', `edited-${seq}`], by: 'ann', reason: '' }
      : { verdict: 'skip', by: 'ann', reason: '' };
  };
}

/** How many calls there were, and how many of them a person skipped or edited. */
async function survive(seed: number, blocks: readonly string[], ends: readonly Death[]): Promise<[number, number]> {
  const [world, kept] = [fickle(seed), [] as RunEvent[]];
  const handlers = world.handlers({ reconciles: true });
  const guard = people(seed);
  for (const death of ends) {
    const { error } = await live({ handlers, blocks, kept, death, guard });
    if (error) expect(error).toMatchObject({ code: 'INTERNAL' });
  }
  const last = await live({ handlers, blocks, kept, guard });
  expect(last.error).toBeNull();
  const calls = recordedCalls(kept, 'main');
  expect(calls.map(({ intent, outcome }) => [intent?.seq, outcome?.state])).toEqual(
    calls.map(({ intent }, i) => [i, intent?.verdict === 'skip' ? 'refused' : 'done']),
  );
  const changed = intents(kept).filter(
    ({ effect, verdict }) => effect !== 'read' && effect !== 'local' && verdict === 'run',
  );
  expect(world.changes).toEqual(changed.map(({ clientToken }) => clientToken));
  const again = await live({ handlers: untouchable(['world', 'date']), blocks, kept: [...kept] });
  expect(again.error).toBeNull();
  expect(again.results).toEqual(last.results);
  return [calls.length, calls.filter(({ intent, edit }) => edit !== null || intent?.verdict === 'skip').length];
}

test('no life diverges, and no change is lost or made twice', { timeout: 1_800_000 }, async () => {
  let [calls, touched] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.nat(), script, deaths, async (seed, blocks, ends) => {
      const [all, byPeople] = await survive(seed, [SETUP, ...blocks.map((lines) => lines.join('\n'))], ends);
      calls += all;
      touched += byPeople;
    }),
    { seed: 42, numRuns: Number(process.env.STEADYHAND_REPLAY_RUNS ?? 60) },
  );
  expect(calls).toBeGreaterThan(300);
  expect(touched).toBeGreaterThan(30);
});
