import { type Procedure, RunbookSchema, SteadyError } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import { findProcedure, matchAlarm, parseRunbook } from './index.ts';
import { grammars, sharedDocuments } from './testing.ts';

const parse = (markdown: string) => parseRunbook(markdown, { grammars });
const only = (markdown: string): Procedure => {
  const [procedure, ...others] = parse(markdown).procedures;
  if (procedure === undefined || others.length > 0) throw new TypeError(`${others.length + 1} procedures`);
  return procedure;
};
const steps = (markdown: string) => only(markdown).steps.map(({ text, condition }) => [text, condition]);

describe('procedures', () => {
  test('a heading over symptoms and a resolution is one incident, with phases and triggers', () => {
    const procedure = only(
      '# R\n\n## Incidents\n\n### Queue Backlog\n\n#### Symptoms\n- Alarm: `*-dlq` or `*-age`\n- Slow\n\n#### Investigation\n\n```bash\n# Look\naws sqs list-queues\n```\n\n' +
        '#### Resolution\n\n1. **Scale workers**:\n   ```bash\n   aws ecs update-service --cluster $C --desired-count $((N + 2))\n   ```\n2. **If it has messages**: Look closer\n',
    );
    expect(procedure).toMatchObject({
      id: 'incidents/queue-backlog',
      kind: 'incident',
      symptoms: ['Alarm: *-dlq or *-age', 'Slow'],
    });
    expect(procedure.triggers.map(({ alarm, line }) => [alarm, line])).toEqual([
      ['*-dlq', 8],
      ['*-age', 8],
    ]);
    expect(procedure.steps.map(({ phase, text, condition, actor }) => [phase, text, condition, actor])).toEqual([
      ['investigate', 'Look', null, 'steadyhand'],
      ['resolve', 'Scale workers', null, 'steadyhand'],
      ['resolve', 'Look closer', 'If it has messages', 'person'],
    ]);
    expect(procedure.steps[1]?.blocks).toEqual([
      {
        line: 22,
        endLine: 22,
        language: 'shell',
        text: 'aws ecs update-service --cluster $C --desired-count $((N + 2))',
      },
    ]);
  });

  test('headings of the same words get ids of their own, and what changes elsewhere leaves ids alone', () => {
    const part = '## A\n\n### Fix it\n\n```sh\nls\n```\n\n### Fix it\n\n```sh\nls\n```\n';
    const ids = parse(part).procedures.map(({ id }) => id);
    expect(ids).toEqual(['a/fix-it', 'a/fix-it-2']);
    expect(parse(`# T\n\n## New\n\n1. Go\n\n${part}`).procedures.map(({ id }) => id)).toEqual(['new', ...ids]);
  });

  test('a document without headings is a procedure', () => {
    expect(steps('1. Restart it\n2. If it fails, call Ada\n')).toEqual([
      ['Restart it', null],
      ['call Ada', 'If it fails'],
    ]);
  });

  test('items that tell symptom and action are incidents of their own', () => {
    const { procedures } = parse(
      '# R\n\n## Alerts\n\n1. **Disk full**\n   - **Symptom**: Disk > 90%\n   - **Action**: Clean up\n',
    );
    expect(procedures.map(({ id, kind, symptoms }) => [id, kind, symptoms])).toEqual([
      ['alerts/disk-full', 'incident', ['Disk > 90%']],
    ]);
    expect(procedures[0]?.steps.map(({ text, phase }) => [text, phase])).toEqual([['Clean up', 'resolve']]);
  });

  test('labels take the place of headings', () => {
    const procedure = only(
      '# R\n\n## Down\n\n**Symptoms:** 502, alarm `svc-down`\n\n**Diagnosis:**\n\n1. Check it:\n```bash\ncurl x\n```\n\n**Resolution:**\n\n1. No memory → Add memory\n',
    );
    expect(procedure.triggers.map(({ alarm }) => alarm)).toEqual(['svc-down']);
    expect(
      procedure.steps.map(({ text, phase, condition, commands }) => [text, phase, condition, commands.length]),
    ).toEqual([
      ['Check it', 'investigate', null, 1],
      ['Add memory', 'resolve', 'No memory', 0],
    ]);
  });

  test('numbered headings are steps, what they hold belongs to them', () => {
    const procedure = only(
      '# R\n\n## Failover\n\n### 1. Look at it\n\nOpen the console.\n\n### 2. Switch over\n\n```sh\n# All of it\nls\n```\n',
    );
    expect(procedure.steps.map(({ text, actor, details }) => [text, actor, details])).toEqual([
      ['Look at it', 'person', ['Open the console.']],
      ['Switch over', 'steadyhand', undefined],
    ]);
  });
});

describe('blocks', () => {
  test('comments cut a block into steps; If and Or make conditions and alternatives', () => {
    const { steps: made } = only(
      '# R\n\n## Roll back\n\n```bash\n# 1. Revert\ngit revert HEAD\n\n# If that fails: reset\ngit reset --hard X\n# Or by hand\nvi x\n```\n',
    );
    expect(made.map(({ text, condition, line }) => [text, condition, line])).toEqual([
      ['Revert', null, 6],
      ['reset', 'If that fails', 9],
      ['Or by hand', 'If that fails', 11],
    ]);
    expect(made[2]?.alternativeTo).toBe(made[1]?.id);
  });

  test('what is typed into a client or a container is marked with what opened it', () => {
    const [step] = only(
      '# R\n\n## Look\n\n1. In Redis\n   ```bash\n   redis-cli -h $H\n   > INFO memory\n   > DBSIZE\n   ```\n2. In the task\n   ```bash\n   aws ecs execute-command --task $T --interactive --command "/bin/sh"\n   # Inside\n   psql $U -c "SELECT 1"\n   ```\n',
    ).steps;
    expect(step?.commands.map(({ text, inside }) => [text, inside])).toEqual([
      ['redis-cli -h $H', null],
      ['INFO memory', 'redis-cli -h $H'],
      ['DBSIZE', 'redis-cli -h $H'],
    ]);
    expect(step?.blocks.map(({ language, text, inside }) => [language, text, inside])).toEqual([
      ['shell', 'redis-cli -h $H', undefined],
      ['other', 'INFO memory\nDBSIZE', 'redis-cli -h $H'],
    ]);
  });

  test('the lines typed in a container form a block inside it', () => {
    const [step] = only('# R\n\n## Look\n\n```bash\nssh web-1\nps aux\ndf -h\n```\n').steps;
    expect(step?.blocks.map(({ text, inside }) => [text, inside])).toEqual([
      ['ssh web-1', undefined],
      ['ps aux\ndf -h', 'ssh web-1'],
    ]);
  });

  test('prompts are taken off and the answer is kept as expected', () => {
    const [step] = only('# R\n\n## Look\n\n```console\n$ oc get pods\nNAME READY\n```\n').steps;
    expect(step).toMatchObject({ expects: 'NAME READY', blocks: [{ text: 'oc get pods', line: 6 }] });
  });

  test('queries are told from shell, tagged or not', () => {
    const { steps: made } = only(
      '# R\n\n## Look\n\n```bash\n# Errors\nfields @timestamp\n| filter x\n```\n\n```\nSELECT 1;\nDELETE FROM t;\n```\n',
    );
    expect(
      made.flatMap(({ commands }) => commands.map(({ program, operation, line }) => [program, operation, line])),
    ).toEqual([
      ['aws', 'logs start-query', 7],
      ['psql', 'SELECT', 12],
      ['psql', 'DELETE', 13],
    ]);
  });

  test('a block that is not shell is reported and its commands are still found', () => {
    const runbook = parse("# R\n\n## Go\n\n```bash\nls\necho 'open\naws ecs list-tasks\n```\n");
    expect(runbook.diagnostics.map(({ rule, line }) => [rule, line])).toEqual([['shell-unparseable', 7]]);
    expect(runbook.procedures[0]?.steps[0]?.commands.map(({ program }) => program)).toEqual(['ls', 'aws']);
  });

  test('inline commands are offered; the one that the text tells to run becomes a block', () => {
    const made = only(
      '# R\n\n## Go\n\n1. Smoke test: `curl -f https://x`\n2. See `kubectl get pods` when in doubt\n',
    ).steps;
    expect(made.map(({ commands, blocks }) => [commands.length, blocks.length])).toEqual([
      [1, 1],
      [1, 0],
    ]);
    expect(made[1]?.commands[0]).toMatchObject({ program: 'kubectl', inline: true, line: 6 });
  });
});

describe('parameters', () => {
  test('say where they are defined and used, what they are, and whether they stand in arithmetic', () => {
    const { parameters } = parse(
      '# R\n\n## Go\n\n```bash\nexport CLUSTER=$(pulumi x)\n```\n\n```bash\naws ecs update-service --cluster $CLUSTER --desired-count $((N + 1)) --task <task-id> --tasks TASK_ARN\n```\n',
    );
    expect(parameters).toEqual(
      [
        {
          name: 'CLUSTER',
          spelling: '$CLUSTER',
          definedAt: 6,
          usedAt: [10],
          resource: 'ecs:cluster',
          arithmetic: false,
          hasDefault: false,
        },
        {
          name: 'N',
          spelling: 'N',
          definedAt: null,
          usedAt: [10],
          resource: null,
          arithmetic: true,
          hasDefault: false,
        },
        {
          name: 'task-id',
          spelling: '<task-id>',
          definedAt: null,
          usedAt: [10],
          resource: null,
          arithmetic: false,
          hasDefault: false,
        },
        {
          name: 'TASK_ARN',
          spelling: 'TASK_ARN',
          definedAt: null,
          usedAt: [10],
          resource: null,
          arithmetic: false,
          hasDefault: false,
        },
      ].sort(
        (a, b) =>
          parameters.findIndex(({ name }) => name === a.name) - parameters.findIndex(({ name }) => name === b.name),
      ),
    );
  });
});

describe('findProcedure and matchAlarm', () => {
  const runbook = parse(
    '# R\n\n## A\n\n### Queue Backlog\n\n**Symptoms:** alarm `*-dlq`\n\n### Other\n\n**Symptoms:** alarm `push-*-dlq`\n\n## B\n\n### Other\n\n1. Go\n',
  );

  test.each(['a/queue-backlog', 'queue-backlog', 'Queue Backlog', '#queue-backlog'])('finds %s', (id) => {
    expect(findProcedure(runbook, id).id).toBe('a/queue-backlog');
  });

  test('names the nearest, and all where several match', () => {
    const fail = (id: string): unknown => {
      try {
        return findProcedure(runbook, id);
      } catch (error) {
        return error instanceof SteadyError ? [error.code, error.params.nearest ?? error.params.matches] : error;
      }
    };
    expect(fail('queue-baklog')).toEqual(['PROCEDURE_NOT_FOUND', 'a/queue-backlog']);
    expect(fail('other')).toEqual(['PROCEDURE_AMBIGUOUS', 'a/other, b/other']);
  });

  test('an alarm leads to the most specific procedure first', () => {
    expect(matchAlarm(runbook, 'push-eu-dlq').map(({ id }) => id)).toEqual(['a/other', 'a/queue-backlog']);
    expect(matchAlarm(runbook, 'mail-dlq').map(({ id }) => id)).toEqual(['a/queue-backlog']);
    expect(matchAlarm(runbook, 'cpu')).toEqual([]);
  });
});

const documents = sharedDocuments('seeds', 'corpus');
describe.skipIf(documents.length === 0)('real runbooks (skipped where they are not beside the repository)', () => {
  test.each(documents)('$name is valid and every line is accounted for', ({ text }) => {
    const runbook = parse(text);
    expect(RunbookSchema.parse(JSON.parse(JSON.stringify(runbook)))).toEqual(runbook);
    expect(runbook.coverage.unaccounted).toEqual([]);
    const ids = runbook.procedures.flatMap(({ id, steps: own }) => [id, ...own.map((step) => step.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the seed realtime-chat: one incident from its alarm to its steps', () => {
    const runbook = parse(documents.find(({ name }) => name === 'realtime-chat')?.text ?? '');
    const [backlog] = matchAlarm(runbook, 'realtime-chat-dev-workers-message-age');
    expect(backlog?.id).toBe('common-incidents/sqs-queue-backlog');
    expect(
      backlog?.steps.map(({ line, phase, condition, commands }) => [
        line,
        phase,
        condition,
        commands.map((c) => c.operation),
      ]),
    ).toEqual([
      [343, 'investigate', null, ['sqs get-queue-attributes']],
      [348, 'investigate', null, ['sqs get-queue-attributes']],
      [356, 'resolve', null, ['ecs update-service']],
      [364, 'resolve', 'If DLQ has messages', ['sqs receive-message']],
      [373, 'resolve', 'after fixing the issue', ['sqs start-message-move-task']],
    ]);
    expect(runbook.environments).toEqual(['dev', '1k-dau', '10k-dau']);
    expect(runbook.services.map(({ name, port, health }) => [name, port, health])).toEqual([
      ['API', 3000, '/health'],
      ['Realtime', 3001, '/health'],
      ['Workers', 3002, '/health'],
    ]);
    expect(runbook.thresholds.find(({ line }) => line === 45)).toMatchObject({
      warning: '70%',
      critical: '90%',
      of: 'max',
    });
    expect(runbook.escalation.map(({ level, when }) => [level, when.length])).toEqual([
      ['L1 - On-call', 0],
      ['L2 - Engineering', 0],
      ['L3 - Infrastructure', 0],
      ['any', 4],
    ]);
    expect(runbook.parameters.find(({ name }) => name === 'CURRENT_COUNT')).toMatchObject({
      arithmetic: true,
      definedAt: null,
    });
    expect(runbook.parameters.find(({ name }) => name === 'CLUSTER')).toMatchObject({
      definedAt: 74,
      resource: 'ecs:cluster',
    });
  });
});
