import type { RuleInfo } from '@steadyhand/runbook';
import { KNOWN_RULES } from '@steadyhand/runbook';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type CheckedDocument, countSeverities, renderChecked } from './checked.ts';
import { githubAnnotations } from './github-annotations.ts';
import { sarifLog } from './sarif.ts';

const documents: CheckedDocument[] = [
  {
    path: 'docs/on call/RUNBOOK.md',
    diagnostics: [
      { line: 3, column: 7, rule: 'dead-link', severity: 'warning', message: 'No such file.', hint: 'Correct it.' },
      { line: 9, rule: 'aws-unknown-flag', severity: 'error', message: '100 % wrong:\n--flag, really' },
    ],
  },
  {
    path: '/elsewhere/RUNBOOK.md',
    diagnostics: [{ line: 1, rule: 'endless-command', severity: 'info', message: 'Does not end.' }],
  },
];

describe('renderChecked', () => {
  it('gives place, severity, rule and message, what to do below, and counts', () => {
    expect(renderChecked(documents, pc.createColors(false)).split('\n')).toEqual([
      'docs/on call/RUNBOOK.md:3:7  warning  dead-link  No such file.',
      '    Correct it.',
      'docs/on call/RUNBOOK.md:9  error    aws-unknown-flag  100 % wrong: --flag, really',
      '/elsewhere/RUNBOOK.md:1  info     endless-command  Does not end.',
      '2 runbooks checked: 1 error, 1 warning, 1 remark',
      '',
    ]);
  });

  it('says so where there is nothing', () => {
    const text = renderChecked([{ path: 'RUNBOOK.md', diagnostics: [] }], pc.createColors(false));
    expect(text).toBe('1 runbook checked: nothing to report\n');
  });

  it('has a colour for each severity', () => {
    const lines = renderChecked(documents, pc.createColors(true)).split('\n');
    expect(lines[0]).toContain('\u001b[33mwarning');
    expect(lines[2]).toContain('\u001b[31merror');
  });

  it('counts severities over all documents', () => {
    expect(countSeverities(documents)).toEqual({ error: 1, warning: 1, info: 1 });
  });
});

describe('githubAnnotations', () => {
  it('escapes what would end a property or the line', () => {
    const odd: CheckedDocument = {
      path: 'a,b:c.md',
      diagnostics: [{ line: 2, rule: 'dead-link', severity: 'error', message: '50%\r\nend', hint: 'See: a, b' }],
    };
    expect(githubAnnotations([...documents, odd]).split('\n')).toEqual([
      '::warning file=docs/on call/RUNBOOK.md,line=3,col=7,title=dead-link::No such file.%0ACorrect it.',
      '::error file=docs/on call/RUNBOOK.md,line=9,title=aws-unknown-flag::100 %25 wrong:%0A--flag, really',
      '::notice file=/elsewhere/RUNBOOK.md,line=1,title=endless-command::Does not end.',
      '::error file=a%2Cb%3Ac.md,line=2,title=dead-link::50%25%0D%0Aend%0ASee: a, b',
      '',
    ]);
  });
});

/** What the standard asks of the parts that are written: sections 3.13, 3.14, 3.18, 3.19, 3.27, 3.49 and 3.30 of SARIF 2.1.0. */
describe('sarifLog', () => {
  const log = sarifLog(documents, KNOWN_RULES);
  const [run] = log.runs;
  const results = run?.results ?? [];
  const rules: readonly RuleInfo[] = KNOWN_RULES;

  it('is a log of version 2.1.0 with one run', () => {
    expect(Object.keys(log).sort()).toEqual(['$schema', 'runs', 'version']);
    expect(log.version).toBe('2.1.0');
    expect(new URL(log.$schema).pathname).toMatch(/sarif-schema-2\.1\.0\.json$/);
    expect(log.runs).toHaveLength(1);
    expect(run?.columnKind).toBe('utf16CodeUnits');
  });

  it('describes every rule once', () => {
    const driver = run?.tool.driver;
    expect(driver?.name).toBe('Steadyhand');
    expect(driver?.semanticVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(driver?.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const rule of driver?.rules ?? []) {
      for (const { text } of [rule.shortDescription, rule.fullDescription, rule.help]) expect(text).not.toBe('');
      expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level);
    }
  });

  it('gives each result its rule by id and index, its level and its place', () => {
    expect(results.map(({ level }) => level)).toEqual(['warning', 'error', 'note']);
    for (const { ruleId, ruleIndex } of results) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(results[0]).toMatchObject({
      message: { text: 'No such file. Correct it.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'docs/on%20call/RUNBOOK.md' },
            region: { startLine: 3, startColumn: 7 },
          },
        },
      ],
      properties: { hint: 'Correct it.' },
    });
  });

  it('writes addresses of files that are valid references', () => {
    const uris = results.flatMap(({ locations }) => locations.map((at) => at.physicalLocation.artifactLocation.uri));
    expect(uris[2]).toBe('file:///elsewhere/RUNBOOK.md');
    for (const uri of uris) expect(() => new URL(uri, 'file:///somewhere/')).not.toThrow();
  });
});
