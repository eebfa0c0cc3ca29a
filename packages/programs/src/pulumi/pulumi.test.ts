import { describe, expect, it } from 'vitest';
import { testContext } from '../testing.ts';
import { pulumiProgram } from './pulumi.ts';
import { showUpdate } from './show-update.ts';

const outputs = { ecsClusterName: 'chat-dev', albDnsName: 'chat.example.com' };

function pulumi(line: string, given: Record<string, string> = outputs) {
  const call = { program: 'pulumi', argv: line.split(' '), stdin: null, unresolved: new Set<number>() };
  return pulumiProgram.run(call, testContext({ target: { outputs: given } }));
}

describe('pulumi stack output', () => {
  it('prints one output', async () => {
    expect(await pulumi('stack output albDnsName -s dev')).toEqual({
      exitCode: 0,
      stdout: 'chat.example.com\n',
      stderr: '',
    });
    expect((await pulumi('stack output --json albDnsName')).stdout).toBe('"chat.example.com"\n');
  });

  it('prints them all, sorted', async () => {
    const table = '    OUTPUT          VALUE\n    albDnsName      chat.example.com\n    ecsClusterName  chat-dev\n';
    expect((await pulumi('stack output')).stdout).toBe(`Current stack outputs (2):\n${table}`);
    expect(JSON.parse((await pulumi('stack output -j')).stdout)).toEqual(outputs);
    expect((await pulumi('stack output', {})).stdout).toContain('No output values currently in this stack');
  });

  it("fails with pulumi's own words for an output that is not there", async () => {
    const message = "error: current stack does not have output property 'nope'\n";
    expect(await pulumi('stack output nope')).toEqual({ exitCode: 255, stdout: '', stderr: message });
  });

  it.each(['up --yes', 'stack', 'config get x', 'stack output --bogus', 'stack output a b'])(
    'refuses %s',
    async (line) => {
      expect(await pulumi(line)).toMatchObject({ exitCode: 255, stdout: '' });
    },
  );
});

describe('what an update prints', () => {
  const answer = {
    project: 'chat',
    stack: 'dr',
    region: 'us-west-2',
    config: {},
    outputs: { albDnsName: 'chat.example.com' },
    changes: [
      { operation: 'create' as const, type: 'aws:sqs/queue:Queue', name: 'push' },
      { operation: 'read' as const, type: 'aws:rds/instance:Instance', name: 'main' },
      { operation: 'same' as const, type: 'aws:ecs/cluster:Cluster', name: 'main' },
      { operation: 'create' as const, type: 'aws:ecs/service:Service', name: 'api' },
    ],
    seconds: 7.2,
  };

  it('is a tree of what is done, and a count', () => {
    expect(showUpdate(answer, 'update')).toBe(`Updating (dr):
     Type                 Name     Status
 +   pulumi:pulumi:Stack  chat-dr  created
 +   ├─ aws:sqs:Queue     push     created
 >   ├─ aws:rds:Instance  main     read
 +   └─ aws:ecs:Service   api      created

Outputs:
    albDnsName: "chat.example.com"

Resources:
    + 3 created
    1 unchanged

Duration: 7s
`);
  });

  it('says in a preview what would be done', () => {
    const moved = {
      ...answer,
      changes: answer.changes.map((change) => ({ ...change, operation: 'replace' as const })),
    };
    expect(showUpdate(moved, 'preview')).toContain('Previewing update (dr):');
    expect(showUpdate(moved, 'preview')).toMatch(/\n \+- {2}└─ aws:ecs:Service +api +replace\n/);
    expect(showUpdate(moved, 'preview')).toContain('    +-4 to replace\n    1 unchanged\n');
  });
});

describe('the grammar of pulumi', () => {
  it.each([
    ['stack output albDnsName -s dev', 'read'],
    ['-s dev stack output', 'read'],
    ['stack output --show-secrets', 'reveal'],
    ['preview', 'read'],
    ['up --yes', 'destroy'],
    ['destroy', 'destroy'],
    ['config set aws:region eu-west-1', 'change'],
    ['config set --secret password x', 'change'],
    ['config get password', 'reveal'],
    ['frobnicate', 'unknown'],
  ])('%s: %s', (line, effect) => {
    const call = { program: 'pulumi', argv: line.split(' '), stdin: null, unresolved: new Set<number>() };
    expect(pulumiProgram.grammar.analyse(call).effect).toBe(effect);
  });
});
