import { quoteCommand } from '@steadyhand/bash';

export const WATCH = 'watch';

/** What `watch` is to look at (procps, watch(1)). */
export interface WatchWords {
  seconds: number;
  /** Shell text. */
  text: string;
  /** Why it cannot be done like this; else null. */
  problem: string | null;
}

const DEFAULT_SECONDS = 2;
const LEAST_SECONDS = 0.1;
/** How it looks, and nothing else. */
const IGNORED = /^(?:-[bcdtwx]+|--(?:beep|color|differences|no-title|no-wrap|exec)|--differences=\w+)$/;
const INTERVAL = /^(?:-[bcdtwx]*n|--interval=?)(.*)$/s;

export function parseWatch(argv: readonly string[]): WatchWords {
  let seconds = DEFAULT_SECONDS;
  let isExec = false;
  let at = 0;
  for (; argv[at]?.startsWith('-'); at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    const joined = INTERVAL.exec(word)?.[1];
    isExec ||= /^(?:-\w*x|--exec$)/.test(word);
    if (joined === undefined && !IGNORED.test(word)) {
      return { seconds, text: '', problem: `${word} is not known; write a loop with sleep that ends by itself` };
    }
    if (joined === undefined) continue;
    if (joined === '') at += 1;
    seconds = Number((joined === '' ? argv[at] : joined)?.replace(',', '.'));
  }
  const [program = '', ...others] = argv.slice(at);
  if (program === '') return { seconds, text: '', problem: 'it has nothing to look at' };
  if (!(seconds >= 0)) return { seconds, text: '', problem: 'its interval is no number' };
  const text = isExec ? quoteCommand(program, others) : [program, ...others].join(' ');
  return { seconds: Math.max(seconds, LEAST_SECONDS), text, problem: null };
}
