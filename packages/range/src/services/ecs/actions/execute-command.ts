import type { ExecuteCommandRequest, ExecuteCommandResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster, findTask } from '../find.ts';
import type { EcsWorld } from '../world.ts';

/** Opens a session in a task; its client comes for it at the range's endpoint. */
export async function executeCommand(
  world: EcsWorld,
  endpoint: () => string,
  input: Checked<ExecuteCommandRequest>,
): Promise<ExecuteCommandResponse> {
  checkCluster(world, input.cluster);
  if (!input.interactive) throw invalid('Interactive is the only mode supported currently.');
  const { task } = findTask(world, input.task) ?? {};
  if (!task) throw invalid('The referenced task was not found.');
  const { program, container, definition } = task;
  if (task.status !== 'RUNNING' || !program || !container || !world.tasks) {
    throw new AwsError('TargetNotConnectedException', NOT_CONNECTED);
  }
  if (!task.executeCommand) throw invalid(NOT_ENABLED);
  const { name } = definition.container;
  if (input.container !== undefined && input.container !== name) {
    throw invalid('The referenced container was not found.');
  }
  const env = await world.tasks.runtime.insideOf(container);
  const session = world.sessions.open({ command: input.command, cwd: container.folder, env, task: program });
  const arn = world.names.task(task.id);
  return {
    clusterArn: world.names.cluster(),
    containerArn: `${arn.replace(':task/', ':container/')}/${name}`,
    containerName: name,
    interactive: true,
    session: {
      sessionId: session.id,
      streamUrl: `${endpoint().replace(/^http/, 'ws')}${session.path}`,
      tokenValue: session.token,
    },
    taskArn: arn,
  };
}

const NOT_CONNECTED =
  'The execute command failed due to an internal error. Try again later. If the task has just started, wait until it runs.';
const NOT_ENABLED =
  'The execute command failed because execute command was not enabled when the task was run or the execute command ' +
  'agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.';

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
