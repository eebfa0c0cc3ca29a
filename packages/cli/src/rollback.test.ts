import type { RunEvent } from '@steadyhand/contracts';
import type { Run } from '@steadyhand/engine';
import { expect, test } from 'vitest';
import { rollbackCommand, rollbackOffers } from './rollback.ts';

const TEXT = `# Runbook

## Deploy

### Resolution

1. **Deploy**
   \`\`\`bash
   aws ecs update-service --cluster c --service s --task-definition new
   \`\`\`

### Rollback

1. **Put the old one back**
   \`\`\`bash
   aws ecs update-service --cluster c --service s --task-definition old
   \`\`\`

## Migrate

1. **Migrate**
   \`\`\`bash
   aws ecs run-task --cluster c --task-definition migrate
   \`\`\`

### Rollback

1. **Migrate back**
   \`\`\`bash
   aws ecs run-task --cluster c --task-definition migrate-back
   \`\`\`

## Rollback procedure

1. **Put everything back**
   \`\`\`bash
   aws ecs update-service --cluster c --service s --task-definition old
   \`\`\`
`;

function runOf(procedureId: string): Run {
  return {
    ...{ id: 'r', procedureId, environment: 'dev', mode: 'run', params: { TAG: 'a b' }, requestedBy: 'ada' },
    ...{ status: 'cancelled', epoch: 3, worker: null, leaseUntil: null, wakeAt: null, waitingFor: null },
    ...{ createdAt: 0, updatedAt: 0, settings: null },
    runbook: { path: '/ops/RUNBOOK.md', revision: '', text: TEXT },
  };
}

function call(effect: 'read' | 'change', state: 'done' | 'refused'): RunEvent[] {
  const key = { runId: 'r', at: 1, lane: 'main', seq: 0, stepId: 's' };
  return [
    {
      ...{ type: 'command-intent', ...key, line: 1, program: 'aws', argv: [], digest: 'd', effect, operation: null },
      ...{ reason: '', resources: [], blastRadius: '', handler: 'aws@1', verdict: 'run', approvedBy: null },
    },
    {
      ...{ type: 'command-outcome', ...key, state, exitCode: 0, stdout: '', stderr: '', durationMs: 1 },
      dependsOnHeld: false,
    },
  ];
}

const commandsFor = async (procedureId: string): Promise<string[]> =>
  (await rollbackOffers(runOf(procedureId), call('change', 'done'))).map((offer) => rollbackCommand(offer, 'dev'));

test('a run that changed something is offered its own rollback, and what takes everything back', async () => {
  const migrate = "steady run '/ops/RUNBOOK.md#migrate/rollback' --env dev --param 'TAG=a b'";
  const everything = "steady run '/ops/RUNBOOK.md#rollback-procedure' --env dev --param 'TAG=a b'";
  expect(await commandsFor('deploy')).toEqual([
    "steady run '/ops/RUNBOOK.md#deploy' --env dev --param 'TAG=a b' --phase rollback",
    everything,
  ]);
  expect(await commandsFor('migrate')).toEqual([migrate, everything]);
});

test('nothing is offered where nothing was changed, and to a rollback', async () => {
  expect(await rollbackOffers(runOf('deploy'), call('read', 'done'))).toEqual([]);
  expect(await rollbackOffers(runOf('deploy'), call('change', 'refused'))).toEqual([]);
  expect(await rollbackOffers(runOf('rollback-procedure'), call('change', 'done'))).toEqual([]);
});
