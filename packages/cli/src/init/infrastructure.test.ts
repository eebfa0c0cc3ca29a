import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SystemSchema } from '@steadyhand/contracts';
import { parseRunbook } from '@steadyhand/runbook';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findRunbooks } from './find-runbooks.ts';
import { findInfrastructure } from './infrastructure.ts';
import { writeSystemFile } from './system-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-init-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

test('reads what Terraform, Pulumi and CloudFormation have written down, and keeps secrets out', async () => {
  await write({
    'infra/terraform.tfstate': JSON.stringify({
      version: 4,
      outputs: {
        cluster_name: { value: 'shop-prod', type: 'string' },
        db_password: { value: 'hunter2', sensitive: true },
      },
    }),
    'infra/outputs.tf': 'output "queue_url" {\n  value = aws_sqs_queue.q.url\n}\n',
    'Pulumi.dev.yaml': 'config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["123456789012"]\n',
    'Pulumi.prod.yaml': 'config:\n  aws:allowedAccountIds: [111111111111, 222222222222]\n',
    '.pulumi/stacks/shop/dev.json': JSON.stringify({
      version: 3,
      checkpoint: {
        stack: 'organization/shop/dev',
        latest: {
          resources: [
            { type: 'pulumi:pulumi:Stack', outputs: { albDnsName: 'a.elb', token: { ciphertext: 'v1:hunter2' } } },
            { type: 'aws:sqs/queue:Queue', outputs: { name: 'not one of the stack' } },
          ],
        },
      },
    }),
    'infra/pulumi-outputs.json': '{"topicArn":"arn:aws:sns:x","key":"[secret]","count":3}',
    'infra/outputs.json': JSON.stringify({
      vpc_id: { sensitive: false, type: 'string', value: 'vpc-1' },
      api_key: { sensitive: true, type: 'string', value: 'hunter2' },
    }),
    'infra/outputs.schema.json': '{"type":"object"}',
    'template.yaml': 'Resources:\n  Q: { Type: AWS::SQS::Queue }\nOutputs:\n  QueueArn:\n    Value: !GetAtt Q.Arn\n',
    'other/stack.json': 'not json',
    'node_modules/x/terraform.tfstate': '{"outputs":{"no":{"value":"no"}}}',
  });
  const found = await findInfrastructure(folder);
  expect(Object.assign({}, ...found.map(({ outputs }) => outputs))).toEqual({
    cluster_name: 'shop-prod',
    db_password: null,
    queue_url: null,
    QueueArn: null,
    albDnsName: 'a.elb',
    token: null,
    topicArn: 'arn:aws:sns:x',
    key: null,
    count: null,
    vpc_id: 'vpc-1',
    api_key: null,
  });
  expect(found.filter(({ environments }) => environments.length > 0)).toMatchObject([
    { environments: ['dev'], region: 'eu-west-1', account: '123456789012' },
    { environments: ['prod'], region: null, account: null },
  ]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('takes the document that is most of a runbook, and none without commands', async () => {
  const commands = '```bash\naws ecs list-clusters\naws ecs list-tasks --cluster $CLUSTER\naws sqs list-queues\n```\n';
  await write({
    'README.md': `# Shop\n\n## Start\n\n${commands}`,
    'docs/RUNBOOK.md': `# Operations\n\n## Queue full\n\n${commands}`,
    'docs/notes.md': '# Notes\n\n```bash\nls\n```\n',
  });
  expect((await findRunbooks(folder)).map(({ path }) => path)).toEqual(['docs/RUNBOOK.md', 'README.md']);
});

test('the file that is written is read back, with what is bound and what is open', () => {
  const text =
    '# R\n\n## A\n\n```bash\naws ecs list-tasks --cluster $CLUSTER\naws sqs purge-queue --queue-url $QUEUE_URL\n```\n';
  const runbook = parseRunbook(text, { grammars: new Map() });
  const outputs = { clusterName: 'shop', note: 'a "quoted" one' };
  const tool = {
    tool: 'terraform',
    file: 'terraform.tfstate',
    outputs,
    environments: [],
    region: null,
    account: null,
  } as const;
  const made = writeSystemFile({
    name: 'shop',
    runbookPath: 'R.md',
    runbook,
    infrastructure: [{ ...tool, environments: [] }],
  });
  expect(SystemSchema.parse(parse(made.text))).toMatchObject({
    system: 'shop',
    environments: { dev: { outputs } },
    parameters: { CLUSTER: { output: 'clusterName' } },
  });
  expect(made.unbound.map(({ name }) => name)).toEqual(['QUEUE_URL']);
  expect(made.text).toContain('#   QUEUE_URL  line 7');
});
