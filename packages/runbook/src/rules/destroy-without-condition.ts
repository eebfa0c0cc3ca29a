import { destroysData, isDeliberate } from '../check/destruction.ts';
import { nameOf } from '../check/source-text.ts';
import type { Rule } from './rule.ts';

/** A warning: whether it is right at this place is for a person to say, who then writes down when. */
export const destroyWithoutCondition: Rule = {
  id: 'destroy-without-condition',
  severity: 'warning',
  title: 'Data is destroyed as one step among others, without a word on when.',
  why: 'Steps are followed from the top. Somebody who has not slept flushes the sessions of every user because that was step 3.',
  example: {
    bad: '# Slow pages\n\n1. Look at the cache\n   ```bash\n   redis-cli -h cache.internal INFO memory\n   ```\n2. Start over\n   ```bash\n   redis-cli -h cache.internal FLUSHALL\n   ```\n',
    good: '# Slow pages\n\n1. Look at the cache\n   ```bash\n   redis-cli -h cache.internal INFO memory\n   ```\n2. **If more than 95 % is used**: start over, which ends every session\n   ```bash\n   redis-cli -h cache.internal FLUSHALL\n   ```\n',
  },
  *check({ commands }) {
    for (const place of commands) {
      if (!destroysData(place) || isDeliberate(place)) continue;
      yield {
        line: place.command.line,
        message: `"${nameOf(place)}" takes data away, and nothing here says when that is right.`,
        hint: 'Begin the step with its condition ("If …"), or say what is lost.',
      };
    }
  },
};
