import type { ProgramGrammar } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';

export const jqGrammar: ProgramGrammar = {
  program: 'jq',
  summary: 'Filters JSON',
  examples: ["jq -r '.services[0].status'", 'jq .'],
  analyse: () => judged('local', 'works on its input alone'),
};
