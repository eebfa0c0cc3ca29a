import { describe, expect, it } from 'vitest';
import { testContext } from '../testing.ts';
import { pulumiProgram } from './pulumi.ts';

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
