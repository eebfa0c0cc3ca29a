/** Programs that run another command which stands in their own arguments. */
import type { StaticWord } from './words.ts';

/** Words of a further command, or shell text, that a command carries. */
export type Carried = CarriedWords | { script: string };

export interface CarriedWords {
  words: readonly number[];
  /** All the carrying command does is run the other one. */
  alone: boolean;
}

type Rule = (words: readonly StaticWord[]) => Carried[];

/** What the words after `program` carry; empty when nothing. Indices count those words. */
export function carriedBy(program: string, words: readonly StaticWord[]): Carried[] {
  return RULES.get(program)?.(words) ?? [];
}

/** Where in the words after `program` the commands begin that it runs as they stand there: `aws` in `timeout 5 aws …`. */
export function carriedAt(program: string, argv: readonly string[]): number[] {
  const words = argv.map((text) => ({ text, resolved: true, parameters: [] }));
  return carriedBy(program, words).flatMap((carried) => ('words' in carried ? carried.words.slice(0, 1) : []));
}

/** The command begins at the first word that is neither an option nor an option's value. */
function after(
  takesValue: RegExp,
  leave: (text: string) => boolean = () => false,
  operands = 0,
): (words: readonly StaticWord[]) => CarriedWords[] {
  return (words) => {
    let at = 0;
    while (at < words.length) {
      const text = words[at]?.text ?? '';
      if (text === '--') {
        at += 1;
        break;
      }
      if (takesValue.test(text)) at += 2;
      else if (text.startsWith('-') || leave(text)) at += 1;
      else break;
    }
    return from(words, at + operands);
  };
}

function from(words: readonly StaticWord[], start: number): CarriedWords[] {
  return start < words.length ? [{ words: words.map((_, i) => i).slice(start), alone: true }] : [];
}

const isAssignment = (text: string) => /^[A-Za-z_]\w*=/.test(text);

const shell: Rule = (words) => {
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word.text));
  const script = flag === -1 ? undefined : words[flag + 1];
  return script === undefined ? [] : [{ script: script.text }];
};

/** `su -c 'command' user`, in any order. */
const su: Rule = (words) => {
  const flag = words.findIndex((word) => /^(?:-[a-zA-Z]*c|--command)$/.test(word.text));
  const joined = words.find((word) => word.text.startsWith('--command='))?.text.slice('--command='.length);
  const script = joined ?? (flag === -1 ? undefined : words[flag + 1]?.text);
  return script === undefined ? [] : [{ script }];
};

const find: Rule = (words) =>
  words.flatMap((word, start) => {
    if (!/^-(exec|execdir|ok|okdir)$/.test(word.text)) return [];
    const rest = words.slice(start + 1);
    const length = rest.findIndex((end) => end.text === ';' || end.text === '+');
    return [{ words: (length === -1 ? rest : rest.slice(0, length)).map((_, i) => start + 1 + i), alone: false }];
  });

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['command', (words) => (/^-[pvV]*[vV]/.test(words[0]?.text ?? '') ? [] : after(/^$/)(words))],
  ['builtin', after(/^$/)],
  ['exec', after(/^-a$/)],
  ['env', after(/^(-u|--unset|-C|--chdir)$/, isAssignment)],
  ['timeout', after(/^(-s|-k|--signal|--kill-after)$/, undefined, 1)],
  ['nohup', after(/^$/)],
  ['setsid', after(/^$/)],
  ['time', after(/^(-f|-o)$/)],
  ['nice', after(/^(-n|--adjustment)$/)],
  // `-iu ubuntu`: the last of several letters takes the value.
  ['sudo', after(/^(-[A-Za-z]*[ughpCrtTDR]|--user|--group|--host|--prompt|--chdir|--role|--type)$/, isAssignment)],
  ['xargs', after(/^(-[nIPLdasE]|--max-args|--max-procs|--replace|--delimiter|--arg-file)$/)],
  ['watch', (words) => after(/^(-n|--interval)$/)(words).map((carried) => joined(words, carried))],
  ['eval', (words) => (words.length === 0 ? [] : [{ script: words.map((word) => word.text).join(' ') }])],
  [
    'trap',
    (words) =>
      words[0] === undefined || words.length < 2 || words[0].text.startsWith('-') ? [] : [{ script: words[0].text }],
  ],
  ['bash', shell],
  ['sh', shell],
  ['su', su],
  ['find', find],
]);

function joined(words: readonly StaticWord[], carried: CarriedWords): Carried {
  return { script: carried.words.map((i) => words[i]?.text ?? '').join(' ') };
}
