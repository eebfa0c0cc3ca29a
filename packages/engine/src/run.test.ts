import { SystemSchema } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import { runProcedure } from './run.ts';
import { testRun } from './test-kit.ts';

const BACKLOG = `# Runbook

## Incidents

### Backlog

#### Investigation

\`\`\`bash
# Look at the workers
world get workers
\`\`\`

#### Resolution

1. **Scale workers**:
   \`\`\`bash
   world set workers $((CURRENT_COUNT + 2))
   \`\`\`
`;

const withSteps = (investigation: string, resolution: string): string =>
  BACKLOG.replace('world get workers', investigation).replace('world set workers $((CURRENT_COUNT + 2))', resolution);

describe('before anything runs (S1)', () => {
  test('a name used only inside arithmetic and bound by nothing stops the run and is named with its line', async () => {
    const { options, state } = testRun({ markdown: BACKLOG, procedure: 'backlog', state: { workers: '4' } });
    await expect(runProcedure(options)).rejects.toMatchObject({
      code: 'PARAMETER_UNBOUND',
      message: expect.stringMatching(/CURRENT_COUNT \(used at line 18\)/),
    });
    expect(state.get('workers')).toBe('4');
  });

  test('a caller in another account is refused', async () => {
    const { options } = testRun({ markdown: BACKLOG, procedure: 'backlog', account: '999999999999' });
    await expect(runProcedure(options)).rejects.toMatchObject({ code: 'ENVIRONMENT_MISMATCH', exitCode: 3 });
  });

  test('a caller whose variables name another region is refused', async () => {
    const { options } = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      override: { env: { AWS_REGION: 'us-east-1' } },
    });
    await expect(runProcedure(options)).rejects.toMatchObject({
      code: 'ENVIRONMENT_MISMATCH',
      message: expect.stringContaining('eu-west-1; the caller is'),
    });
  });

  test('what the runbook calculates with must be an integer', async () => {
    const { options } = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      override: { params: { CURRENT_COUNT: 'four' } },
    });
    await expect(runProcedure(options)).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
  });

  test('a binding may read the live system, and its empty answer is no value', async () => {
    const system = SystemSchema.parse({ system: 's', parameters: { CURRENT_COUNT: { command: 'world get workers' } } });
    const live = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      state: { workers: '4' },
      override: { system, grants: { effects: ['change'], by: '--yes' } },
    });
    await runProcedure(live.options);
    expect(live.state.get('workers')).toBe('6');
    const missing = testRun({ markdown: BACKLOG, procedure: 'backlog', override: { system } });
    await expect(runProcedure(missing.options)).rejects.toMatchObject({ code: 'PARAMETER_UNBOUND' });
  });

  test('a binding that would change something is refused, even where changes are granted', async () => {
    const system = SystemSchema.parse({
      system: 's',
      parameters: { CURRENT_COUNT: { command: 'world set workers 0' } },
    });
    const { options, state } = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      state: { workers: '4' },
      override: { system, grants: { effects: ['change'], by: '--yes' } },
    });
    const report = await runProcedure(options);
    expect(report).toMatchObject({ state: 'refused', exitCode: 3 });
    expect(state.get('workers')).toBe('4');
  });
});

describe('modes and approvals', () => {
  const params = { CURRENT_COUNT: '4' };

  test('a dry run executes the reads and holds the changes with their resolved text', async () => {
    const { options, state } = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      state: { workers: '4' },
      override: { params, mode: 'dry-run' },
    });
    const report = await runProcedure(options);
    expect(report).toMatchObject({ state: 'done', exitCode: 0, held: 1 });
    expect(report.steps.flatMap((step) => step.commands)).toMatchObject([
      { effect: 'read', state: 'done', stdout: '4\n' },
      { effect: 'change', state: 'held', argv: ['set', 'workers', '6'], blastRadius: 'workers 4 → 6' },
    ]);
    expect(state.get('workers')).toBe('4');
  });

  test('a change is asked for with the exact resolved command and runs when it is approved', async () => {
    const { options, state, asked } = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      state: { workers: '4' },
      answers: { approval: 'approve' },
      override: { params },
    });
    const report = await runProcedure(options);
    expect(asked).toMatchObject([{ kind: 'approval', command: 'world set workers 6', blastRadius: 'workers 4 → 6' }]);
    expect(report.state).toBe('done');
    expect(state.get('workers')).toBe('6');
  });

  test('a change that nobody approves ends the run as refused, with nothing changed', async () => {
    const { options, state } = testRun({
      markdown: BACKLOG,
      procedure: 'backlog',
      state: { workers: '4' },
      override: { params },
    });
    expect(await runProcedure(options)).toMatchObject({ state: 'refused', exitCode: 3 });
    expect(state.get('workers')).toBe('4');
  });

  test('approvals beforehand are for their effects alone', async () => {
    const { options, state } = testRun({
      markdown: withSteps('world get workers', 'world drop workers'),
      procedure: 'backlog',
      state: { workers: '4' },
      override: { grants: { effects: ['change'], by: '--yes' } },
    });
    expect(await runProcedure(options)).toMatchObject({ state: 'refused' });
    expect(state.get('workers')).toBe('4');
  });

  test('a change with a value that came out empty is refused before anybody is asked', async () => {
    const { options, state, asked } = testRun({
      markdown: withSteps('world get workers', 'WHICH=$(world fail)\n   world drop "workers$WHICH"'),
      procedure: 'backlog',
      state: { workers: '4' },
      answers: { approval: 'approve' },
      override: { grants: { effects: ['destroy'], by: '--yes' } },
    });
    const report = await runProcedure(options);
    expect(report).toMatchObject({ state: 'refused', exitCode: 3, note: expect.stringContaining('$WHICH is empty') });
    expect([state.get('workers'), asked]).toEqual(['4', []]);
  });

  test('the approval digest differs for another revision of the runbook', async () => {
    const digests = [];
    for (const revision of ['one', 'two']) {
      const { options, asked } = testRun({ markdown: BACKLOG, procedure: 'backlog', override: { params } });
      await runProcedure({ ...options, source: { ...options.source, revision } });
      digests.push(...asked.flatMap((request) => (request.kind === 'approval' ? [request.digest] : [])));
    }
    expect(new Set(digests).size).toBe(2);
  });
});

test('what is typed into a container is left to a person and never run in the session (S5)', async () => {
  const markdown = `# R

## Shell

\`\`\`bash
# Get a shell in the container
aws ecs execute-command --cluster c --task t --container api --interactive --command "/bin/sh"

# Inside container, empty it
world drop workers
\`\`\`
`;
  const { options, state } = testRun({
    markdown,
    procedure: 'shell',
    state: { workers: '4' },
    override: { grants: { effects: ['destroy'], by: '--yes' } },
  });
  const report = await runProcedure(options);
  expect(state.get('workers')).toBe('4');
  expect(report.steps.at(-1)).toMatchObject({ state: 'person', commands: [] });
});

test('what is left to a person is done when a person says so, and waits otherwise (S4)', async () => {
  const markdown = withSteps('world get workers', 'world get workers').replace(
    '#### Resolution\n',
    '#### Resolution\n\n1. **Call the customer** and tell them\n',
  );
  const unanswered = testRun({ markdown, procedure: 'backlog' });
  expect(await runProcedure(unanswered.options)).toMatchObject({ state: 'waiting', exitCode: 4 });
  const answered = testRun({ markdown, procedure: 'backlog', answers: { person: 'done' } });
  expect(await runProcedure(answered.options)).toMatchObject({ state: 'done', exitCode: 0 });
  const dry = testRun({ markdown, procedure: 'backlog', override: { mode: 'dry-run' } });
  expect(await runProcedure(dry.options)).toMatchObject({ state: 'done', exitCode: 0 });
});

test('a parameter whose name says that it is a secret is shown nowhere (B4)', async () => {
  for (const name of ['DB_PASS', 'REDISCLI_AUTH', 'ACCESS_KEY', 'CRON_SECRET', 'TOKEN']) {
    const markdown = withSteps(`world get "$${name}"`, 'world get workers');
    const { options, events } = testRun({
      markdown,
      procedure: 'backlog',
      override: { params: { [name]: 'hunter2hunter' } },
    });
    await runProcedure(options);
    expect(JSON.stringify(events)).toContain('[secret]');
    expect(JSON.stringify(events)).not.toContain('hunter2hunter');
  }
});

describe('when a step fails (S3, S4)', () => {
  test('a failing investigation is recorded and the run goes on', async () => {
    const { options, state } = testRun({
      markdown: withSteps('world fail\nworld get workers', 'world set workers 6'),
      procedure: 'backlog',
      override: { grants: { effects: ['change'], by: '--yes' } },
    });
    const report = await runProcedure(options);
    expect(report.steps[0]).toMatchObject({ state: 'failed', note: expect.stringContaining('exit 254') });
    expect(report.state).toBe('done');
    expect(state.get('workers')).toBe('6');
  });

  test('a failing resolution stops and asks', async () => {
    const markdown = withSteps('world get workers', 'world fail');
    const stopped = testRun({ markdown, procedure: 'backlog', answers: { person: 'stop' } });
    expect(await runProcedure(stopped.options)).toMatchObject({ state: 'failed', exitCode: 1 });
    expect(stopped.asked).toMatchObject([{ kind: 'person', choices: ['retry', 'skip', 'stop'] }]);
  });

  test('a failed resolution past which a person went on is no success', async () => {
    const { options } = testRun({
      markdown: withSteps('world get workers', 'world fail'),
      procedure: 'backlog',
      answers: { person: 'skip' },
    });
    expect(await runProcedure(options)).toMatchObject({ state: 'failed', exitCode: 1 });
  });

  test('a failing verification ends the run as failed', async () => {
    const markdown = `${BACKLOG.replace('$((CURRENT_COUNT + 2))', '6')}
#### Verification

\`\`\`bash
world fail
\`\`\`
`;
    const { options } = testRun({
      markdown,
      procedure: 'backlog',
      override: { grants: { effects: ['change'], by: '--yes' } },
    });
    expect(await runProcedure(options)).toMatchObject({ state: 'failed', exitCode: 1 });
  });

  test('a wait that fails before a change stops and asks: the change rests on it', async () => {
    const markdown = BACKLOG.replace(
      '1. **Scale workers**',
      '1. **Wait until the restore is done**:\n\n   ```bash\n   world fail\n   ```\n\n2. **Scale workers**',
    ).replace('$((CURRENT_COUNT + 2))', '6');
    const { options, state, asked } = testRun({
      markdown,
      procedure: 'backlog',
      state: { workers: '4' },
      answers: { person: 'stop' },
      override: { grants: { effects: ['change'], by: '--yes' } },
    });
    expect(await runProcedure(options)).toMatchObject({ state: 'failed', exitCode: 1 });
    expect(asked).toMatchObject([{ kind: 'person', choices: ['retry', 'skip', 'stop'] }]);
    expect(state.get('workers')).toBe('4');
  });

  test('a conditional step that nobody answers leaves the run waiting, not done', async () => {
    const markdown = BACKLOG.replace('**Scale workers**', '**If workers are few**').replace(
      '$((CURRENT_COUNT + 2))',
      '6',
    );
    const { options, state } = testRun({ markdown, procedure: 'backlog', state: { workers: '4' } });
    expect(await runProcedure(options)).toMatchObject({ state: 'waiting', exitCode: 4 });
    expect(state.get('workers')).toBe('4');
  });
});

test('rollback steps run when they are asked for, never after what they would undo, and their blanks are filled then (S2, B5)', async () => {
  const markdown = `${BACKLOG.replace('$((CURRENT_COUNT + 2))', '6')}
#### Rollback

\`\`\`bash
world set workers $COUNT_BEFORE
\`\`\`
`;
  const override = { grants: { effects: ['change' as const], by: '--yes' } };
  const forward = testRun({ markdown, procedure: 'backlog', state: { workers: '4' }, override });
  expect(await runProcedure(forward.options)).toMatchObject({ state: 'done', ran: { change: 1 } });
  expect(forward.state.get('workers')).toBe('6');
  const back = testRun({ markdown, procedure: 'backlog', override: { ...override, phases: ['rollback'] } });
  await expect(runProcedure(back.options)).rejects.toMatchObject({ code: 'PARAMETER_UNBOUND' });
  const told = { ...back.options, params: { COUNT_BEFORE: '4' } };
  expect(await runProcedure(told)).toMatchObject({ state: 'done', ran: { change: 1 } });
  expect(back.state.get('workers')).toBe('4');
});
