import { quoteWord } from '@steadyhand/bash';
import { type Analysis, type Call, type JudgeShell, worstEffect } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import type { Rule, Words } from './command-table.ts';

/** The rule of a command that runs the words behind its own. */
export function carriedRule(judge: JudgeShell): Rule {
  return ({ call, rest }) => judgeWords(call, rest, judge);
}

/** A new container that is given a command: it is made in any case, and does what it is given. */
export function startedRule(judge: JudgeShell): Rule {
  return ({ call, rest, value }) => {
    if (rest < 0 || value('--entrypoint') !== null || call.argv[rest]?.startsWith('-') !== false)
      return ['unknown', 'what the container does is not known'];
    const carried = judgeWords(call, rest, judge);
    return { ...carried, effect: worstEffect(['change', carried.effect]) };
  };
}

/** The same for `ssh`, which joins the words with spaces and lets the other side's shell read them. */
export function joinedRule(judge: JudgeShell): Rule {
  return (words) => judgeCarried(words, judge, words.call.argv.slice(words.rest).join(' '));
}

/** The analysis of a call from whose word `rest` on the words of another command stand. */
export function judgeWords(call: Call, rest: number, judge: JudgeShell): Analysis {
  return judgeCarried({ call, rest }, judge, quoted({ call, rest }));
}

type Carrying = Pick<Words, 'call' | 'rest'>;

function judgeCarried({ call, rest }: Carrying, judge: JudgeShell, script: string): Analysis {
  if (rest < 0 || rest >= call.argv.length) return judged('unknown', 'opens a shell in which anything may be done');
  const { effect, reason } = judge(script);
  return judged(effect, `carries "${script}": ${reason}`);
}

/** A word that depends on the session keeps its expansions. */
function quoted({ call, rest }: Carrying): string {
  return call.argv
    .slice(rest)
    .map((word, at) => (call.unresolved.has(rest + at) ? `"${word.replace(/(["\\`])/g, '\\$1')}"` : quoteWord(word)))
    .join(' ');
}
