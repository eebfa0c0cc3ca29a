import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkRunbook } from '@steadyhand/runbook';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from './check-knowledge.ts';
import { loadGrammars } from './compose.ts';

const seeds = fileURLToPath(new URL('../../../../shared/seeds/', import.meta.url));

/** Rules about single commands, by the beginning of their ids. */
const OF_COMMANDS =
  /^(?:aws-|cost-|delete-without|deployment-|insights-|metric-|pulumi-|queue-|redis-|restore-|rollback-|run-task-|sql-|terraform-|whole-)/;

/** Read beside the documents: each is a mistake that stands there, and nothing else of these rules is reported. */
const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  discordination: [
    '60 metric-without-series',
    '76 run-task-without-launch-type',
    '104 restore-unused',
    '142 redis-flush',
    '256 whole-list-replaced',
  ],
  'oh-my-coins': ['113 rollback-to-current', '221 aws-missing-required'],
  'pardon-simulator': [
    '167 metric-without-series',
    '243 sql-unquoted-mixed-case',
    '413 cost-month-empty',
    '416 aws-value-not-in-enum',
  ],
  'realtime-chat': [
    '211 metric-without-series',
    '258 metric-without-series',
    '283 aws-value-not-in-enum',
    '346 aws-value-not-in-enum',
    '432 deployment-keeps-old-image',
    '486 pulumi-moves-region',
    '495 restore-unused',
    '498 restore-time-fixed',
    '555 aws-flag-prefix',
  ],
  'usage-metrics': ['196 terraform-apply-loses-variables'],
};

describe.skipIf(!existsSync(seeds))('the mistakes in the commands of the real runbooks beside the repository', () => {
  it.each(Object.entries(MISTAKES))('%s', async (name, expected) => {
    const path = `${seeds}${name}.md`;
    const [grammars, knowledge] = await Promise.all([loadGrammars(), loadKnowledge(path)]);
    const { diagnostics } = checkRunbook(readFileSync(path, 'utf8'), { grammars, knowledge });
    const found = diagnostics.filter(({ rule }) => OF_COMMANDS.test(rule)).map(({ line, rule }) => `${line} ${rule}`);
    expect(found).toEqual(expected);
  });
});
