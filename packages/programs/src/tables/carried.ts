import { quoteWord } from '@steadyhand/bash';
import { type Analysis, type Call, type JudgeShell, worstEffect } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import type { Rule, Words } from './command-table.ts';

/** The rule of a command that runs the words behind its own somewhere else: what looks there reads the world. */
export function carriedRule(judge: JudgeShell): Rule {
  return (words) => elsewhere(judgeWords(words.call, words.rest, judge));
}

/** The same where they run here. */
export function behindDashes(judge: JudgeShell): Rule {
  return ({ call, rest }) => judgeWords(call, rest, judge);
}

/** A command that is given as the text of an option, and runs somewhere else. */
export function judgeText(script: string, judge: JudgeShell): Analysis {
  const { effect, reason } = judge(script);
  return elsewhere(judged(effect, `carries "${script}": ${reason}`));
}

function elsewhere(analysis: Analysis): Analysis {
  return { ...analysis, effect: worstEffect(['read', analysis.effect]) };
}

/** A new container that is given a command: it is made in any case, and does what it is given. */
export function startedRule(judge: JudgeShell): Rule {
  return (words) => {
    const carried = judgeStarted(words, judge);
    return { ...carried, effect: worstEffect(['change', carried.effect]) };
  };
}

function judgeStarted({ call, rest, value, has }: Words, judge: JudgeShell): Analysis {
  const entrypoint = value('--entrypoint');
  const words = rest < 0 ? [] : call.argv.slice(rest);
  const [flag = '', script] = words;
  if (
    entrypoint !== null &&
    /^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(entrypoint) &&
    /^-[a-z]*c$/.test(flag) &&
    script !== undefined
  )
    return judgeText(script, judge);
  if (entrypoint !== null || flag.startsWith('-')) return judged('unknown', 'what the container does is not known');
  if (words.length > 0) return judgeWords(call, rest, judge);
  return has('-d', '--detach')
    ? judged('change', 'starts what the image is made for')
    : judged('unknown', 'what the container does is not known');
}

/**
 * The same for `ssh`, which joins the words with spaces and lets the other side's shell read them. Whoever quoted a word may
 * have meant it as it stands, so that the worse of both readings counts.
 */
export function joinedRule(judge: JudgeShell): Rule {
  return (words) => {
    const { call, rest } = words;
    const joined = judgeCarried(words, judge, call.argv.slice(rest).join(' '));
    const asQuoted = rest < 0 || rest + 1 >= call.argv.length ? joined : judgeWords(call, rest, judge);
    return elsewhere(worstEffect([joined.effect, asQuoted.effect]) === joined.effect ? joined : asQuoted);
  };
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
