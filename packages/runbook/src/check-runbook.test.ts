import { describe, expect, it } from 'vitest';
import { checkRunbook, runRule } from './check-runbook.ts';
import type { Knowledge } from './rules/knowledge.ts';
import type { Rule, RuleContext } from './rules/rule.ts';
import { grammars } from './testing.ts';

/** Of a document that has no place, on a machine that knows neither AWS nor SQL. */
const knowledge: Knowledge = {
  aws: { problems: () => [] },
  sqlProblem: () => null,
  jmespathProblem: () => null,
  fileExists: () => null,
};

function found(source: string): string[] {
  return checkRunbook(source, { grammars, knowledge }).diagnostics.map(({ line, rule }) => `${line} ${rule}`);
}

const tail = '```bash\naws logs tail /ecs/api --follow\n```\n';

describe('checkRunbook', () => {
  it('gives what the parser met and what the rules found, by line', () => {
    expect(found(`# Logs\n\n[Top](#nowhere)\n\n${tail}\n1. Go to X â†’ Y\n`)).toEqual([
      '3 dead-anchor',
      '6 endless-command',
      '9 encoding-mojibake',
    ]);
  });

  it('survives an empty document', () => {
    expect(found('')).toEqual([]);
  });

  it('makes a diagnostic of a rule that throws', () => {
    const rule: Rule = {
      id: 'broken',
      severity: 'error',
      title: '',
      why: '',
      example: { bad: '', good: '' },
      check() {
        throw new RangeError('no such place');
      },
    };
    const [diagnostic] = runRule(rule, {} as RuleContext);
    expect(diagnostic).toMatchObject({ line: 1, rule: 'internal-rule-failure', severity: 'warning' });
    expect(diagnostic?.message).toContain('broken failed on this document: no such place');
  });
});

describe('an ignore comment', () => {
  const ignore = '<!-- steadyhand-ignore endless-command: watched by two people -->';

  it('covers the fence below it as a whole', () => {
    expect(found(`# Logs\n\n${ignore}\n\n${tail}`)).toEqual([]);
    expect(found(`# Logs\n\n${ignore}\n${tail}`)).toEqual([]);
    expect(found(`# Logs\n\n1. Look\n\n   ${ignore}\n   ${tail.trim().replaceAll('\n', '\n   ')}\n`)).toEqual([]);
  });

  it('covers nothing behind that fence', () => {
    expect(found(`# Logs\n\n${ignore}\n${tail}\nAgain:\n\n${tail}`)).toEqual(['11 endless-command']);
  });

  it('covers the paragraph, list or table below it, or its own line', () => {
    const link = '<!-- steadyhand-ignore dead-anchor: made by the site -->';
    expect(found(`# A\n\n${link}\nSee\n[top](#made).\n`)).toEqual([]);
    expect(found(`# A\n\nSee [top](#made). ${link}\n[more](#more)\n`)).toEqual(['4 dead-anchor']);
    expect(found(`# A\n\n${link}\n\n- [a](#a1)\n- [b](#b1)\n\n[c](#c1)\n`)).toEqual(['8 dead-anchor']);
  });

  it('covers a heading alone', () => {
    const of = '<!-- steadyhand-ignore incident-without-escalation: one person runs it -->';
    expect(found(`# R\n\n${of}\n## API down\n\n**Symptoms:** 502\n`)).toEqual([]);
  });

  it('may go over several lines and stand beside others', () => {
    const several = `<!-- steadyhand-ignore endless-command: it is\n  watched -->\n<!-- a remark -->\n`;
    expect(found(`# Logs\n\n${several}${tail}`)).toEqual([]);
  });

  it('covers the whole document as -file', () => {
    const file = '<!-- steadyhand-ignore-file endless-command: watched -->';
    expect(found(`# Logs\n\n${tail}\n## More\n\n${tail}\n${file}\n`)).toEqual([]);
  });

  it('is reported and not obeyed without a reason', () => {
    const bare = '<!-- steadyhand-ignore endless-command -->';
    expect(found(`# Logs\n\n${bare}\n${tail}`)).toEqual(['3 ignore-without-reason', '5 endless-command']);
  });

  it('is reported when it names no rule or covers nothing', () => {
    expect(found('# A\n\n<!-- steadyhand-ignore endless: x -->\n')).toEqual(['3 ignore-unknown-rule']);
    expect(found('# A\n\n<!-- steadyhand-ignore -->\n')).toEqual(['3 ignore-unknown-rule']);
    expect(found(`# A\n\n${ignore}\nText.\n`)).toEqual(['3 ignore-unused']);
  });

  it('is text inside a fence', () => {
    expect(found(`# A\n\n\`\`\`markdown\n${ignore}\n\`\`\`\n`)).toEqual([]);
  });
});
