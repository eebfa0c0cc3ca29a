import { exampleOf } from '../check/example.ts';
import type { CommandPlace, Rule } from './rule.ts';

export const redisFlush: Rule = {
  id: 'redis-flush',
  severity: 'warning',
  title: 'A whole Redis is emptied.',
  why: 'Sessions, rate limits, queues and locks go with the cache, and every request then falls on the database at once.',
  example: {
    bad: exampleOf('redis-cli -u $REDIS_URL FLUSHALL'),
    good: exampleOf('redis-cli -u $REDIS_URL --scan --pattern "cache:*" | xargs redis-cli -u $REDIS_URL UNLINK'),
  },
  *check({ commands }) {
    for (const place of commands) {
      const flush = flushOf(place);
      if (flush === null) continue;
      const scope = flush === 'FLUSHALL' ? 'every database of the server' : 'the whole database';
      yield {
        line: place.command.line,
        message: `${flush} empties ${scope}, not only what is cached.`,
        hint: 'Delete by pattern: redis-cli --scan --pattern "…" | xargs redis-cli UNLINK.',
      };
    }
  },
};

function flushOf({ command, argv }: CommandPlace): string | null {
  if (command.program !== 'redis-cli' && command.program !== 'valkey-cli') return null;
  return argv.map((word) => word.toUpperCase()).find((word) => word === 'FLUSHALL' || word === 'FLUSHDB') ?? null;
}
