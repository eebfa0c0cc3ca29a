import { quoteWord } from '@steadyhand/bash';
import type { Analysis, Effect } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import type { Rule, Words } from './command-table.ts';

/** Judges shell text that a command carries elsewhere: into a container, to another host. */
export type JudgeShell = (script: string) => { effect: Effect; reason: string };

/** The rule of a command that runs the words behind its own. */
export function carriedRule(judge: JudgeShell): Rule {
  return (words) => judgeCarried(words, judge, quoted(words));
}

/** The same for `ssh`, which joins the words with spaces and lets the other side's shell read them. */
export function joinedRule(judge: JudgeShell): Rule {
  return (words) => judgeCarried(words, judge, words.call.argv.slice(words.rest).join(' '));
}

function judgeCarried({ call, rest }: Words, judge: JudgeShell, script: string): Analysis {
  if (rest < 0 || rest >= call.argv.length) return judged('unknown', 'opens a shell in which anything may be done');
  const { effect, reason } = judge(script);
  return judged(effect, `carries "${script}": ${reason}`);
}

/** A word that depends on the session keeps its expansions. */
function quoted({ call, rest }: Words): string {
  return call.argv
    .slice(rest)
    .map((word, at) => (call.unresolved.has(rest + at) ? `"${word.replace(/(["\\`])/g, '\\$1')}"` : quoteWord(word)))
    .join(' ');
}
