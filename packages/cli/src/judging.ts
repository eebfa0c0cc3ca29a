/** What judging needs of two packages: an `import()` of the whole of them would load what runs commands too. */
import { createAwsGrammar } from '@steadyhand/aws-catalog';
import { judgeShellWith, loadPrograms, loadSqlJudge, withEffectRules } from '@steadyhand/programs';

export { createAwsGrammar, judgeShellWith, loadPrograms, loadSqlJudge, withEffectRules };
