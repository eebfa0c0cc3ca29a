import type { CommandPlace, Rule } from './rule.ts';

interface Difference {
  works: 'Linux' | 'macOS';
  what: string;
  instead: string;
  is(words: readonly string[]): boolean;
}

const gnuDate: Difference = {
  works: 'Linux',
  what: 'date -d',
  instead: 'On macOS it is date -v-1H, or gdate of coreutils.',
  is: (words) => words.some((word) => /^-[a-zA-Z]*d$|^-d.|^--date/.test(word)),
};
const bsdDate: Difference = {
  works: 'macOS',
  what: 'date -v',
  instead: "On Linux it is date -d '1 hour ago'.",
  is: (words) => words.some((word) => /^-[a-z]*v/.test(word)),
};
const only = (works: Difference['works'], what: string, instead: string): Difference => ({
  works,
  what,
  instead,
  is: () => true,
});

const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {
  base64: [
    {
      works: 'Linux',
      what: 'base64 -w',
      instead: 'macOS has no -w and never wraps; take the line ends out with tr -d "\\n" on both.',
      is: (words) => words.some((word) => /^-w/.test(word)),
    },
  ],
  date: [gnuDate, bsdDate],
  grep: [
    {
      works: 'Linux',
      what: 'grep -P',
      instead: 'macOS has no -P; write the pattern for -E.',
      is: (words) => words.some((word) => /^-[a-zA-Z]*P[a-zA-Z]*$/.test(word)),
    },
  ],
  pbcopy: [only('macOS', 'pbcopy', 'On Linux it is xclip or wl-copy.')],
  pbpaste: [only('macOS', 'pbpaste', 'On Linux it is xclip -o or wl-paste.')],
  sed: [
    {
      works: 'macOS',
      what: "sed -i ''",
      instead: 'GNU sed takes the empty word for a file; write sed -i.bak, which both know.',
      is: (words) => words.some((word, i) => word === '' && words[i - 1] === '-i'),
    },
    {
      works: 'Linux',
      what: 'sed -i',
      instead: 'The sed of macOS takes the next word for a suffix; write sed -i.bak, which both know.',
      is: (words) => words.some((word, i) => word === '-i' && words[i + 1] !== ''),
    },
  ],
};

/** Information: it works where most run it. */
export const platformOnlyCommand: Rule = {
  id: 'platform-only-command',
  severity: 'info',
  title: 'A command works on Linux or on macOS, but not on both.',
  why: 'Whoever is on call may sit before the other one. `date -d` fails on macOS with a usage text, and the query around it gets an empty time. Reported once for each command; where both ways are given, not at all.',
  example: {
    bad: "# An hour ago\n\n```bash\ndate -u -d '1 hour ago' +%s\n```\n",
    good: "# An hour ago\n\n```bash\ndate -u -d '1 hour ago' +%s || date -u -v-1H +%s\n```\n",
  },
  *check({ commands }) {
    const found = new Map<Difference, CommandPlace[]>();
    for (const place of commands) {
      const difference = place.command.inside === null ? differenceOf(place) : null;
      if (difference !== null) found.set(difference, [...(found.get(difference) ?? []), place]);
    }
    for (const [{ what, works, instead }, places] of found) {
      const both = [...found.keys()].some((other) => other.works !== works && programOf(other) === what.split(' ')[0]);
      const [first] = places;
      if (both || first === undefined) continue;
      const more = places.length > 1 ? `, here and ${places.length - 1} times more` : '';
      yield { line: first.command.line, message: `"${what}" works on ${works} only${more}.`, hint: instead };
    }
  },
};

function differenceOf({ command, argv }: CommandPlace): Difference | null {
  return DIFFERENCES[command.program]?.find(({ is }) => is(argv)) ?? null;
}

function programOf({ what }: Difference): string | undefined {
  return what.split(' ')[0];
}
