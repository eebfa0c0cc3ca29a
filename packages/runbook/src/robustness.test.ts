import { type Runbook, RunbookSchema } from '@steadyhand/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRunbook } from './index.ts';
import { grammars } from './testing.ts';

const parse = (text: string) => parseRunbook(text, { grammars });
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Procedures, steps and blocks whose lines are not lines of the document. */
function strayIn({ procedures, coverage }: Runbook): unknown[] {
  const steps = procedures.flatMap((procedure) => procedure.steps);
  return [...procedures, ...steps, ...steps.flatMap(({ blocks }) => blocks)].filter(
    ({ line, endLine }) => line < 1 || endLine < line || endLine > Math.max(1, coverage.lines),
  );
}

describe('broken documents', () => {
  const cases: [string, string, string[]][] = [
    ['nothing', '', []],
    ['one line end', '\n', []],
    ['NUL bytes', '# A\0\n\n1. Do it\n', ['encoding-damaged']],
    ['bytes that are not UTF-8', decode(new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x0a])), ['encoding-damaged']],
    ['mojibake', '# A\n\n1. Go to X â†’ Y\n', ['encoding-mojibake']],
    ['a quote nested 10,000 deep', `${'>'.repeat(10_000)}x\n`, ['nesting-too-deep']],
    ['lists nested 10,000 deep', `${'- '.repeat(9_000)}x\n`, ['nesting-too-deep']],
    ['a line of 5 MB', `# A\n\n${'word '.repeat(1_000_000)}\n`, ['line-too-long']],
    ['a fence that is never closed', '# A\n\n```bash\nls\n\n## B\n', ['fence-unclosed']],
    ['brackets without end', `# A\n\n${'['.repeat(4000)}\n`, []],
    ['a table without rows', '# A\n\n| Metric | Warning |\n|---|---|\n', []],
    ['an arrow and nothing else', '→\n', []],
    ['an arrow above a label', '→\n**Do it**\n', []],
    ['an empty fence at the end of a step', '1. Do it\n```\n', ['fence-unclosed']],
    ['an indented block as the last line of a step', '2. Do it\n\n\t   text\n', []],
    ['an indented block that begins like a fence', '3. Do it\n\n       ```\n', []],
    ['front matter that is no YAML', '---\n**Severity**: x\n---\n\n# A\n', []],
    ['headings without words', '#\n\n##\n\n###\n\n1. x\n', []],
  ];

  test.each(cases)('%s', (_, text, rules) => {
    const runbook = parse(text);
    expect(RunbookSchema.safeParse(runbook).error).toBeUndefined();
    expect(runbook.coverage.unaccounted).toEqual([]);
    expect(strayIn(runbook)).toEqual([]);
    expect([...new Set(runbook.diagnostics.map(({ rule }) => rule))]).toEqual(rules);
  });

  test('a byte order mark and CRLF change nothing', () => {
    const text =
      '---\ntitle: T\n---\n\n# A\n\n## Down\n\n**Symptoms:** x\n\n1. Look:\n   ```bash\n   aws a \\\n     b\n   ```\n';
    expect(parse(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(parse(text));
  });
});

/** Documents out of the parts that runbooks are made of, well and badly put together. */
const part = fc.constantFrom(
  '# A\n',
  '## Incidents\n',
  '### High CPU (p95 > 1s)\n',
  '#### Symptoms\n',
  '### 1. Look\n',
  '**Resolution:**\n',
  '**If X**: do Y\n',
  '- Alarm: `*-dlq`\n',
  '1. **Scale**:\n   ```bash\n   aws ecs x --cluster $C\n   ```\n',
  '```bash\n# If so\nls | grep x\n# Or\nrm -rf <dir>\n```\n',
  '```\n',
  '````\n',
  '~~~sql\nSELECT 1;\n',
  '| Metric | Warning | Critical |\n|---|---|---|\n| CPU | 70% of max | 90% |\n',
  '| Symptom | Fix |\n|--|--|\n| x | `kubectl get pods` |\n',
  '- [ ] Check\n  - If so\n',
  '> **Note**: `make x`\n',
  'Run `terraform plan`\n',
  '**RTO**: 2 h\n**RPO**: 1 h\n',
  '<!-- x\n',
  '-->\n',
  '---\n',
  '   \n',
  '\t- a\n',
  '$ oc get x\nNAME\n',
  'redis-cli\n> INFO\n',
  '[x]: http://a\n',
  '1)',
  '* * *',
  '<details>\n',
  '\u0000',
  '\r',
  '\u2028',
  `{{x}} $\{X:-y} $((N+1))\n`,
);

describe('properties', () => {
  test('any document is read without a throw, into a valid form, with every line accounted for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 8, arbitrary: part }, { weight: 1, arbitrary: fc.string({ maxLength: 40 }) }), {
          maxLength: 14,
        }),
        (parts) => {
          const runbook = parse(parts.join('\n'));
          expect(RunbookSchema.safeParse(runbook).error).toBeUndefined();
          expect(runbook.coverage.unaccounted).toEqual([]);
          expect(strayIn(runbook)).toEqual([]);
        },
      ),
      { seed: 42, numRuns: Number(process.env.RUNBOOK_FUZZ_RUNS ?? 150) },
    );
  });

  test('a document read twice is the same, and another heading below it changes none of its procedures', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = `# T\n\n## Part\n\n${parts.filter((x) => !/^#|^[~`]{3,}|<!--/.test(x)).join('\n')}`;
        const longer = parse(`${text}\n\n## Another\n\n1. Go\n`);
        expect(longer.procedures.filter(({ id }) => id === 'part').map(({ steps }) => steps)).toEqual(
          parse(text)
            .procedures.filter(({ id }) => id === 'part')
            .map(({ steps }) => steps),
        );
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});
