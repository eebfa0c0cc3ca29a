import type { CommandHandler, ProgramWords } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import type { Listed } from './aws-words.ts';
import { candidates } from './candidates.ts';
import { Completer } from './completer.ts';
import { typedWords } from './typed-words.ts';

function program(name: string, words?: ProgramWords): [string, CommandHandler] {
  const analysis = { effect: 'read', operation: null, reason: '', resources: [], arguments: [] } as const;
  const grammar = { program: name, summary: '', examples: [], analyse: () => analysis, ...(words ? { words } : {}) };
  const run = async () => ({ exitCode: 0, stdout: '', stderr: '' });
  return [name, { version: 'test@1', grammar, readsStdin: () => false, run }];
}

const handlers = new Map([
  program('aws'),
  program('pulumi', { commands: ['stack', 'stack output', 'stack ls', 'up'], options: ['--stack', '--json'] }),
  program('redis-cli', { commands: ['CONFIG GET', 'INFO'], options: ['-h'] }),
]);

const FOLDERS: Record<string, string[]> = { '.': ['notes.txt', 'dir/', '.hidden', 'a b'], 'dir/': ['deep.sql'] };

async function complete(before: string, found: string[] = []): Promise<{ words: string[]; asked: Listed[] }> {
  const asked: Listed[] = [];
  const { words } = await candidates(before, {
    shell: {
      programs: [...handlers.keys(), 'sort'],
      env: () => ({ CLUSTER: 'chat', CLIENT: 'x', HOME: '/home/steady' }),
      readFolder: async (path) => FOLDERS[path] ?? [],
    },
    handlers,
    parameters: ['CLUSTER', 'QUEUE_URL'],
    listed: async (wanted) => {
      asked.push(wanted);
      return found;
    },
  });
  return { words, asked };
}

describe('the words before the cursor', () => {
  test.each([
    ['aws ecs desc', ['aws', 'ecs'], 'desc'],
    ['X=1 aws ecs ', ['aws', 'ecs'], ''],
    ['echo "a b" | jq ', ['jq'], ''],
    ['for i in 1; do aws ', ['aws'], ''],
    ['X=$(aws ec', ['aws'], 'ec'],
    ['echo "$(aws ec', ['aws'], 'ec'],
    ['aws ecs \\\n  list-', ['aws', 'ecs'], 'list-'],
    ['echo a;psql', [], 'psql'],
  ])('%j', (text, words, current) => {
    expect(typedWords(text)).toEqual({ words, current, isFile: false });
  });

  test('a redirection names a file', () => {
    expect(typedWords('sort <no')).toEqual({ words: ['sort'], current: 'no', isFile: true });
    expect(typedWords('sort < no x')).toMatchObject({ words: ['sort'], current: 'x', isFile: false });
  });
});

describe('candidates', () => {
  test.each([
    ['red', ['redis-cli']],
    [':ef', [':effect']],
    [':effect pul', ['pulumi']],
    ['echo $CL', ['CLIENT', 'CLUSTER']],
    ['echo "${QUE', ['QUEUE_URL']],
    ['aws eks describe-nodeg', ['describe-nodegroup']],
    ['aws ecs wait services-', ['services-inactive', 'services-stable']],
    ['aws sqs purge-queue --queue', ['--queue-url']],
    ['aws sqs purge-queue --queue-url x --queue', []],
    ['aws cloudwatch get-metric-statistics --statistics Average M', ['Maximum', 'Minimum']],
    ['aws --output t', ['table', 'text']],
    ['aws s3 s', ['sync']],
    ['pulumi st', ['stack']],
    ['pulumi stack ', ['ls', 'output']],
    ['pulumi --j', ['--json']],
    ['redis-cli -h cache con', ['config']],
    ['redis-cli -h cache CON', ['CONFIG']],
    ['cat n', ['notes.txt']],
    ['cat dir/', ['dir/deep.sql']],
    ['psql < d', ['dir/']],
    ['cat "n', []],
  ])('%j', async (before, words) => {
    expect((await complete(before)).words).toEqual(words);
  });

  test('of files, hidden ones only where they are asked for', async () => {
    expect((await complete('cat ')).words).toEqual(['dir/', 'notes.txt']);
    expect((await complete('cat .')).words).toEqual(['.hidden']);
  });

  test('of resources come from the lister, with what it needs taken from the line', async () => {
    const cluster = await complete('aws ecs describe-services --cluster ', ['arn:aws:ecs:eu-west-1:1:cluster/chat']);
    expect(cluster.words).toEqual(['chat']);
    expect(cluster.asked).toMatchObject([{ type: 'ecs:cluster', argv: expect.arrayContaining(['list-clusters']) }]);
    const service = await complete('aws ecs update-service --cluster $CLUSTER --service a', ['arn:x/chat/api']);
    expect(service.words).toEqual(['api']);
    expect(service.asked[0]?.argv.slice(0, 4)).toEqual(['ecs', 'list-services', '--cluster', 'chat']);
    expect((await complete('aws ecs update-service --service ')).asked).toEqual([]);
  });
});

test('what there is of resources is read once, until something is changed', async () => {
  const looked: string[] = [];
  const shell = {
    ...{
      runId: 'r',
      programs: [],
      env: () => ({}),
      readFolder: async () => [],
      interrupt: () => undefined,
      note: async () => undefined,
    },
    ...{ holdsSecret: () => false, effectsOf: async () => [] },
    look: async (argv: readonly string[]) => {
      looked.push(argv.join(' '));
      return 'https://sqs/a\thttps://sqs/b\n';
    },
  };
  const completer = new Completer({ shell, handlers, parameters: [] });
  const line = 'aws sqs purge-queue --queue-url ';
  expect(await completer.complete(line)).toEqual([['https://sqs/a', 'https://sqs/b'], '']);
  expect(await completer.complete(`${line}https://sqs/b`)).toEqual([['https://sqs/b '], 'https://sqs/b']);
  expect(looked).toHaveLength(1);
  completer.forget();
  await completer.complete(line);
  expect(looked).toHaveLength(2);
});
