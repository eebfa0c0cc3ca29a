import type { ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import { hasOption } from '../command-line.ts';
import { DATE_OPTIONS, parseDateOptions } from './options.ts';

export const dateGrammar: ProgramGrammar = {
  program: 'date',
  summary: "Prints the run's time in the formats of GNU date",
  examples: ["date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ", 'date +%s', 'date --iso-8601=seconds'],
  words: { commands: [], options: DATE_OPTIONS },
  analyse({ argv, unresolved }) {
    const line = parseDateOptions(argv);
    const sets = line.operands.some(({ value, index }) => !value.startsWith('+') && !unresolved.has(index));
    if (hasOption(line, 'set') || sets) return judged('change', 'sets the clock of the machine');
    return judged('local', 'prints a time');
  },
};
