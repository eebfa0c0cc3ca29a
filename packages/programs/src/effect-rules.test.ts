import { type Call, type EffectRule, EffectRuleSchema, SteadyError } from '@steadyhand/contracts';
import { describe, expect, it, test } from 'vitest';
import { withEffectRules } from './effect-rules.ts';
import { loadPrograms } from './load-programs.ts';

const { grammars } = await loadPrograms();

const RULES: EffectRule[] = [
  { program: 'curl', url: 'https://shop.example/cron/pool-health', effect: 'read', reason: 'only counts' },
  { program: 'curl', url: 'https://*.shop.example/cron/cleanup', effect: 'destroy' },
  { program: 'curl', url: 'https://shop.example/search', method: 'POST', effect: 'destroy', reason: 'writes an index' },
  { program: 'curl', url: 'https://shop.example/v1/**', effect: 'read' },
  { program: 'wget', url: 'https://shop.example/cron/pool-health', effect: 'read' },
  { program: 'make', arguments: 'logs**', effect: 'read', reason: 'prints logs' },
  { program: 'make', arguments: 'deploy ENV=*', effect: 'change' },
  { program: './scripts/deploy.sh', effect: 'change' },
  { program: 'failover-tool', effect: 'destroy' },
];

function callOf(line: string): Call {
  const [program = '', ...argv] = line.split(' ').map((word) => word.replaceAll('_', ' '));
  return {
    program,
    argv,
    stdin: null,
    unresolved: new Set(argv.flatMap((word, i) => (word.includes('$') ? [i] : []))),
  };
}

function judge(line: string, rules: readonly EffectRule[] = RULES) {
  const call = callOf(line);
  return withEffectRules(grammars, rules)
    .find(({ program }) => program === call.program)
    ?.analyse(call);
}

describe('a rule decides what is not understood', () => {
  test.each([
    ['curl -s https://shop.example/cron/pool-health', 'read'],
    ['curl -H Authorization:_Bearer_x https://shop.example/cron/pool-health', 'read'],
    ['curl -I https://shop.example/cron/pool-health', 'read'],
    ['curl https://a.shop.example/cron/cleanup', 'destroy'],
    ['curl https://$HOST.shop.example/cron/cleanup', 'destroy'],
    ['curl -u me:x https://shop.example/v1/orders/7', 'read'],
    ['wget -qO- https://shop.example/cron/pool-health', 'read'],
    ['make logs-bridge MINUTES=5', 'read'],
    ['make deploy ENV=prod', 'change'],
    ['./scripts/deploy.sh prod', 'change'],
    ['scripts/deploy.sh prod', 'change'],
    ['failover-tool', 'destroy'],
  ])('%s: %s', (line, effect) => {
    expect(judge(line)).toMatchObject({ effect, reason: expect.stringContaining('by steadyhand.yaml') });
  });

  it('says the reason that the rule gives', () => {
    expect(judge('make logs')?.reason).toBe('by steadyhand.yaml: prints logs');
  });
});

describe('a rule is about what it names, and nothing else', () => {
  test.each([
    ['curl https://shop.example/cron/pool-health?fix=1', 'unknown'],
    ['curl https://shop.example/cron/cleanup', 'unknown'],
    ['curl https://a.b.shop.example.evil/cron/cleanup', 'unknown'],
    ['curl https://shop.example/v1/../cron/nightly', 'unknown'],
    ['curl https://evil.example/x.shop.example/cron/cleanup', 'unknown'],
    ['curl https://evil.example?.shop.example/cron/cleanup', 'unknown'],
    ['curl -G -d run=1 https://shop.example/cron/pool-health', 'unknown'],
    ['curl -X GET -d x https://shop.example/cron/pool-health', 'unknown'],
    ['curl -K more https://shop.example/cron/pool-health', 'unknown'],
    ['curl -H X-HTTP-Method-Override:_DELETE https://shop.example/cron/pool-health', 'unknown'],
    ['curl https://shop.example/cron/pool-health https://shop.example/cron/nightly', 'unknown'],
    ['curl $URL', 'unknown'],
    ['make logs-bridge-x', 'read'],
    ['make deploy ENV=prod clean', 'unknown'],
    ['make', 'unknown'],
  ])('%s: %s', (line, effect) => {
    expect(judge(line)?.effect).toBe(effect);
  });
});

describe('a rule makes more of what is understood, never less', () => {
  test.each([
    ['curl -X POST https://shop.example/search', 'destroy'],
    ['curl -X POST https://shop.example/v1/orders', 'change'],
    ['curl -X DELETE https://shop.example/v1/orders/7', 'destroy'],
    ['curl -o /etc/app.conf https://shop.example/v1/conf', 'change'],
  ])('%s: %s', (line, effect) => {
    expect(judge(line)?.effect).toBe(effect);
  });

  const REFUSED: EffectRule[] = [
    { program: 'psql', effect: 'read' },
    { program: 'redis-cli', arguments: 'FLUSHALL', effect: 'change' },
    { program: 'kubectl', arguments: 'delete **', effect: 'local' },
    { program: 'rm', effect: 'local' },
    { program: 'curl', effect: 'read' },
    { program: 'curl', url: 'https://shop.example/**', method: 'DELETE', effect: 'change' },
    { program: 'curl', url: 'https://shop.example/search', method: 'POST', effect: 'read' },
    { program: 'make', url: 'https://shop.example/', effect: 'read' },
  ];
  test.each(REFUSED)('refused at load: $program $arguments $url $method', (rule) => {
    expect(() => withEffectRules(grammars, [rule])).toThrow(SteadyError);
    expect(() => withEffectRules(grammars, [rule])).toThrow(expect.objectContaining({ code: 'EFFECT_RULE_REFUSED' }));
  });

  it('a rule cannot say that something is not understood, nor have a field that is not known', () => {
    expect(EffectRuleSchema.safeParse({ program: 'make', effect: 'unknown' }).success).toBe(false);
    expect(EffectRuleSchema.safeParse({ program: 'make', effect: 'read', path: 'x' }).success).toBe(false);
  });
});

it('without rules the grammars are as they were', () => {
  expect(withEffectRules(grammars, [])).toBe(grammars);
});
