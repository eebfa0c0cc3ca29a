import {
  type Analysis,
  type Call,
  type Effect,
  type EffectRule,
  type ProgramGrammar,
  SteadyError,
  worstEffect,
} from '@steadyhand/contracts';
import { judged } from './analysis.ts';
import { createCurlGrammar } from './curl/grammar.ts';
import { fits, reasonOf } from './rule-matching.ts';
import { wgetGrammar } from './tables/wget.ts';

/** Programs that carry out what a team has written; their own tables cannot tell what that does. */
const RUNNERS: ReadonlySet<string> = new Set(
  'ansible-playbook bash bun bundle bunx gradle gradlew make mvn mvnw node npm npx php pnpm pnpx python python3 rails rake ruby sh uv yarn'.split(
    ' ',
  ),
);

/** What a method does at least, whatever is asked for. */
const METHODS: Readonly<Record<string, Effect>> = { POST: 'change', PUT: 'change', PATCH: 'change', DELETE: 'destroy' };

/**
 * The grammars with a team's own rules. A rule decides where the grammar says `unknown`, or there is none; elsewhere it may
 * only make more of a command. Throws `EFFECT_RULE_REFUSED` for one that would make less of what is known.
 */
export function withEffectRules(
  grammars: readonly ProgramGrammar[],
  rules: readonly EffectRule[],
): readonly ProgramGrammar[] {
  if (rules.length === 0) return grammars;
  const known = new Set(grammars.map(({ program }) => program));
  for (const rule of rules) refuse(rule, known);
  const ruled = new Map(grammars.map((grammar) => [grammar.program, grammar]));
  for (const program of new Set(rules.flatMap(namesOf))) {
    const own = rules.filter((rule) => namesOf(rule).includes(program));
    ruled.set(program, withRules(program, ruled.get(program), own));
  }
  return [...ruled.values()];
}

/** A script in the working folder has two spellings. */
function namesOf({ program }: EffectRule): string[] {
  const path = program.replace(/^\.\//, '');
  return program.includes('/') ? [path, `./${path}`].filter((name) => !name.startsWith('.//')) : [program];
}

function refuse(rule: EffectRule, known: ReadonlySet<string>): void {
  const { program, url, method, effect } = rule;
  const isHttp = program === 'curl' || program === 'wget';
  const say = (reason: string): never => {
    throw new SteadyError('EFFECT_RULE_REFUSED', { program, reason });
  };
  if (isHttp && (url === undefined || rule.arguments !== undefined)) say('it must name a "url", and no "arguments"');
  if (!isHttp && (url !== undefined || method !== undefined)) say('"url" and "method" are for curl and wget');
  if (!isHttp && known.has(program) && !RUNNERS.has(program))
    say('the program is judged by what it is given, which a rule must not lower');
  const least = METHODS[method ?? 'GET'];
  if (least !== undefined && worstEffect([least, effect]) !== effect)
    say(`${method} is at least ${least}, which a rule must not lower`);
}

function withRules(program: string, grammar: ProgramGrammar | undefined, rules: readonly EffectRule[]): ProgramGrammar {
  if (program === 'curl') return createCurlGrammar(rules);
  if (program === 'wget') return wgetGrammar(rules);
  const own = (call: Call): Analysis =>
    grammar?.analyse(call) ?? judged('unknown', `${program} is not a known program`);
  return {
    summary: 'Judged by steadyhand.yaml',
    examples: [program],
    ...grammar,
    program,
    analyse: (call) => {
      const analysis = own(call);
      const words = call.argv.join(' ');
      const rule = rules.find((one) => one.arguments === undefined || fits(one.arguments, words));
      return rule ? settle(analysis, rule) : analysis;
    },
  };
}

/** What is not understood is what the rule says; what is understood is the worse of both. */
function settle(analysis: Analysis, rule: EffectRule): Analysis {
  const effect = analysis.effect === 'unknown' ? rule.effect : worstEffect([analysis.effect, rule.effect]);
  if (effect === analysis.effect) return analysis;
  return { ...analysis, effect, reason: reasonOf(rule) };
}
