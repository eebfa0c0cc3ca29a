import { AGENT_PAYLOAD } from '@steadyhand/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { createAwsHandler } from '../../handler.ts';
import { awsCall, rangeContext } from '../../testing/context.ts';
import { type JsonService, startJsonService } from '../../testing/json-service.ts';
import { type AgentScript, type SessionAgent, startSessionAgent } from '../../testing/session-agent.ts';

const started: (JsonService | SessionAgent)[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
});

async function start(script: AgentScript) {
  const agent = await startSessionAgent(script);
  const session = { sessionId: 'ecs-execute-command-1', streamUrl: agent.url, tokenValue: agent.token };
  const service = await startJsonService({
    ExecuteCommand: () => ({ body: { interactive: true, session } }),
    StartSession: () => ({ body: { SessionId: 's-1', StreamUrl: agent.url, TokenValue: agent.token } }),
  });
  started.push(agent, service);
  return { agent, service };
}

const execute = (command: string) =>
  awsCall('ecs', 'execute-command', '--cluster', 'c', '--task', 't', '--interactive', '--command', command);

describe('ecs execute-command', () => {
  test('prints what the command prints, in order, and ends with the channel', async () => {
    const { agent, service } = await start({
      output: [
        { sequence: 1, text: 'two\r\n' },
        { sequence: 0, text: 'one\r\n' },
        { sequence: 0, text: 'one\r\n' },
        { sequence: 2, text: Uint8Array.from([0xc3]) },
        { sequence: 3, text: Uint8Array.from([0xa9]) },
      ],
      closes: '',
    });
    const live: string[] = [];
    const context = rangeContext({ endpoint: service.url, live: (chunk) => live.push(chunk) });
    const result = await createAwsHandler().run(execute('df -h'), context);
    expect(result).toMatchObject({ exitCode: 0, stderr: '', secrets: [agent.token] });
    expect(result.stdout).toBe(
      '\nStarting session with SessionId: ecs-execute-command-1\none\r\ntwo\r\né\n\nExiting session with sessionId: ecs-execute-command-1.\n\n',
    );
    expect(live.join('')).toBe(result.stdout);
    expect(service.received[0]?.input).toMatchObject({ command: 'df -h', interactive: true, task: 't' });
  });

  test('opens with the token, answers the handshake, and acknowledges everything', async () => {
    const { agent, service } = await start({ output: [{ sequence: 0, text: 'x' }], closes: '' });
    await createAwsHandler().run(execute('id'), rangeContext({ endpoint: service.url }));
    expect(agent.opened).toEqual([
      expect.objectContaining({ MessageSchemaVersion: '1.0', TokenValue: agent.token, ClientId: expect.any(String) }),
    ]);
    const sent = agent.received.filter(({ type }) => type === 'input_stream_data');
    expect(sent.map(({ sequence, payloadType }) => [sequence, payloadType])).toEqual([
      [0, AGENT_PAYLOAD.handshakeResponse],
      [1, AGENT_PAYLOAD.size],
    ]);
    const response = JSON.parse(Buffer.from(sent[0]?.payload ?? []).toString()) as Record<string, unknown>;
    expect(response.ProcessedClientActions).toEqual([
      { ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' },
    ]);
    const acknowledged = agent.received
      .filter(({ type }) => type === 'acknowledge')
      .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()) as Record<string, unknown>);
    expect(acknowledged.slice(0, 2).map((one) => one.AcknowledgedMessageSequenceNumber)).toEqual([0, 1]);
  });

  test('says why the service ended it, and what its handshake said', async () => {
    const { service } = await start({
      customerMessage: 'This session is recorded.',
      output: [],
      closes: 'Cannot perform start session',
    });
    const result = await createAwsHandler().run(execute('id'), rangeContext({ endpoint: service.url }));
    expect(result.stdout).toContain('This session is recorded.\n');
    expect(result.stdout).toContain('SessionId: ecs-execute-command-1 : Cannot perform start session');
  });

  test.each([
    [
      'a connection that breaks',
      { output: [{ sequence: 0, text: 'half' }], closes: null },
      'closed before the session ended',
    ],
    ['encryption of its own', { actions: ['KMSEncryption'], output: [], closes: '' }, 'asks for KMSEncryption'],
  ] as const)('%s fails', async (_, script, message) => {
    const { service } = await start(script);
    const result = await createAwsHandler().run(execute('id'), rangeContext({ endpoint: service.url }));
    expect(result.exitCode).toBe(255);
    expect(result.stderr).toContain(message);
  });

  test.each(['/bin/sh', 'bash', '/bin/bash -l', 'sh -i'])(
    '%s alone is refused before anything is sent',
    async (shell) => {
      const { service } = await start({ output: [], closes: '' });
      const result = await createAwsHandler().run(execute(shell), rangeContext({ endpoint: service.url }));
      expect(result.exitCode).toBe(255);
      expect(result.stderr).toContain('nobody can type into it here');
      expect(service.received).toEqual([]);
    },
  );

  test('a channel that would leave the range is not opened', async () => {
    const { agent, service } = await start({ output: [], closes: '' });
    const context = rangeContext({ endpoint: service.url });
    const target = { ...context.target, resolve: () => null };
    const result = await createAwsHandler().run(execute('id'), { ...context, target });
    expect(result.stderr).toContain('would leave the range');
    expect(agent.opened).toEqual([]);
  });

  test('ends when it is aborted', async () => {
    const controller = new AbortController();
    const { service } = await start({ output: [{ sequence: 1, text: 'never in order' }], closes: '' });
    const live = (chunk: string) => {
      if (chunk.includes('Starting')) controller.abort();
    };
    const context = rangeContext({ endpoint: service.url, signal: controller.signal, live });
    expect((await createAwsHandler().run(execute('tail -f x'), context)).exitCode).toBe(130);
  });
});

test('ssm start-session with a document that runs a command', async () => {
  const { service } = await start({ output: [{ sequence: 0, text: 'up\n' }], closes: '' });
  const session = ['ssm', 'start-session', '--target', 'i-1', '--document-name', 'AWS-StartNonInteractiveCommand'];
  const call = awsCall(...session, '--parameters', '{"command":["uptime"]}');
  const result = await createAwsHandler().run(call, rangeContext({ endpoint: service.url }));
  expect(result.stdout).toContain('SessionId: s-1\nup\n');
  const bare = await createAwsHandler().run(
    awsCall('ssm', 'start-session', '--target', 'i-1'),
    rangeContext({ endpoint: service.url }),
  );
  expect(bare.stderr).toContain('AWS-StartNonInteractiveCommand');
});
