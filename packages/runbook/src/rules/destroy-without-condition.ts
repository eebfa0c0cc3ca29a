import { destroysData, isDeliberate } from '../check/destruction.ts';
import { nameOf } from '../check/source-text.ts';
import type { Rule } from './rule.ts';

/** A warning: whether it is right at this place is for a person to say, who then writes down when. */
export const destroyWithoutCondition: Rule = {
  id: 'destroy-without-condition',
  severity: 'warning',
  title: 'Data is destroyed as one step among others, without a word on when.',
  why: 'Steps are followed from the top. Somebody who has not slept empties the table because that was step 3.',
  example: {
    bad: '# Slow jobs\n\n1. Count them\n   ```bash\n   psql $DATABASE_URL -c "SELECT count(*) FROM jobs"\n   ```\n2. Empty the table\n   ```bash\n   psql $DATABASE_URL -c "TRUNCATE jobs"\n   ```\n',
    good: '# Slow jobs\n\n1. Count them\n   ```bash\n   psql $DATABASE_URL -c "SELECT count(*) FROM jobs"\n   ```\n2. **If they are all older than a day**: empty the table, nobody waits for them\n   ```bash\n   psql $DATABASE_URL -c "TRUNCATE jobs"\n   ```\n',
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
