import { parseRunbook } from '@steadyhand/runbook';
import { expect, test } from 'vitest';
import { findDefinition } from './definitions.ts';

const TEXT = `# T

## Setup

\`\`\`bash
export GREETING="good  morning" OTHER=1
NAME='x y'; FULL="$GREETING, $NAME"
LIST=$(aws a get-it --name "$NAME")
\`\`\`

## Do

\`\`\`bash
aws a get-it $GREETING $NAME $FULL $LIST
\`\`\`
`;

test('a definition keeps its quotes: what it stands for is one word', () => {
  const runbook = parseRunbook(TEXT, { grammars: new Map() });
  const outside = runbook.procedures.at(-1);
  if (!outside) throw new RangeError('there is no procedure');
  const find = (name: string) => findDefinition(runbook, name, outside);
  expect(find('GREETING')).toEqual({ name: 'GREETING', line: 6, value: '"good  morning"', uses: [] });
  expect(find('NAME')).toMatchObject({ line: 7, value: "'x y'" });
  expect(find('FULL')).toMatchObject({ value: '"$GREETING, $NAME"', uses: ['GREETING', 'NAME'] });
  expect(find('LIST')).toMatchObject({ value: '$(aws a get-it --name "$NAME")', uses: ['NAME'] });
  expect(find('NOWHERE')).toBeNull();
});
