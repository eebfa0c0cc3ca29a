import { describe, expect, test } from 'vitest';
import { type MarkdownNode, nodesOf, parseMarkdown, textOf } from '../testing-markdown.ts';
import { drillStory, operationStory, parkedStory, unknownStory } from '../testing-stories.ts';
import { type TestStory, Writer } from '../testing-writer.ts';
import { postmortem } from './postmortem.ts';

const FIXTURES = new URL('../../../fixtures/report/', import.meta.url).pathname;
const HEAD = 'ab'.repeat(32);

const stories: Record<string, () => TestStory> = {
  'incident-in-a-drill': drillStory,
  'plain-operation': operationStory,
  'parked-approved-taken-over': parkedStory,
  'aborted-unknown': unknownStory,
};

const parse = (markdown: string): MarkdownNode[] => nodesOf(parseMarkdown(markdown));

const titles = (markdown: string): string[] =>
  parse(markdown).flatMap((node) => (node.type === 'heading' && node.depth === 2 ? [textOf(node)] : []));

/** Each was read line by line; `vitest -u` writes them anew. */
describe('golden reports', () => {
  test.each(Object.keys(stories))('%s', async (name) => {
    const report = postmortem({ ...(stories[name]?.() ?? drillStory()), head: HEAD });
    await expect(report).toMatchFileSnapshot(`${FIXTURES}${name}.md`);
  });

  test.each(Object.keys(stories))('%s is GitHub Flavored Markdown without HTML, and its tables are whole', (name) => {
    const nodes = parse(postmortem({ ...(stories[name]?.() ?? drillStory()), head: HEAD }));
    expect(nodes.filter(({ type }) => type === 'html' || type === 'delete')).toEqual([]);
    const tables = nodes.filter((node) => node.type === 'table');
    expect(tables.length).toBeGreaterThan(3);
    for (const { children = [] } of tables) {
      const widths = new Set(children.map((row) => row.children?.length));
      expect(widths.size).toBe(1);
      expect(children.length).toBeGreaterThan(1);
    }
  });
});

test('an incident has the parts of a post-incident report; an operation has no causes and lessons', () => {
  expect(titles(postmortem(drillStory()))).toEqual([
    'What happened',
    'Impact',
    'Detection',
    'Times',
    'Root causes and contributing factors',
    'Timeline',
    'Commands',
    'Approvals',
    'Parameters',
    'What was skipped, edited or done by hand',
    'Lessons',
    'Action items',
    'Record',
  ]);
  const operation = titles(postmortem(operationStory()));
  expect(operation).not.toContain('Impact');
  expect(operation).not.toContain('Lessons');
});

test('every time is defined in a footnote, and one that is missing says why', () => {
  const nodes = parse(postmortem(drillStory()));
  const ids = (type: 'footnoteReference' | 'footnoteDefinition'): string[] =>
    nodes.flatMap((node) => (node.type === type ? [node.identifier ?? ''] : []));
  expect(ids('footnoteDefinition')).toEqual(['detect', 'acknowledge', 'mitigate', 'recover']);
  expect(ids('footnoteReference')).toEqual(ids('footnoteDefinition'));
  expect(postmortem(unknownStory())).toContain('| – (no alarm is part of this record) |');
});

test('what is left to do is a list to tick', () => {
  const items = parse(postmortem(unknownStory())).filter((node) => node.type === 'listItem' && node.checked === false);
  expect(items.map((item) => textOf(item))).toEqual([
    expect.stringMatching(/^Find out whether this was carried out: aws ecs update-service/),
    'Find out why "How much waits" (line 24) failed: line 25: exit 254',
    'Decide on "Scale workers by two tasks" (line 32): it was begun and not finished',
    expect.stringContaining('was not reached'),
    expect.stringContaining('was not reached'),
    expect.stringContaining('was not reached'),
    expect.stringMatching(/^Make sure that the system has recovered/),
    expect.stringMatching(/^Write the parts of this report/),
  ]);
});

test('an output cannot end its fence, and a signature of a secret is not shown', () => {
  const run = new Writer('sqs-queue-backlog');
  run.start();
  const stepId = run.begin(0);
  const stdout = '```\n# Not a heading\n````\n<img src=x>\n';
  const hmac = 'c0ffee'.repeat(10);
  run.command({ stepId, line: 25, argv: ['sqs', 'get-it', 'a|b`c\\|d'], outcome: { stdout, hmac } });
  const report = postmortem(run.story());
  const output = parse(report).find((node) => node.type === 'code');
  expect(output).toMatchObject({ value: stdout.trimEnd() });
  expect(titles(report)).toHaveLength(13);
  expect(report).not.toContain(hmac);
});

test('how it is known who approved comes from the messages', () => {
  const { messages, ...without } = parkedStory();
  expect(postmortem({ ...without, messages })).toContain('| grace | approver | signature |');
  expect(postmortem(without)).toContain('| grace | approver | – |');
});

test('a record without a run still makes a report', () => {
  const { runbook, procedure } = drillStory();
  expect(titles(postmortem({ events: [], runbook, procedure }))).toContain('Record');
});
