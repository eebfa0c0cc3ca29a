import type { ContainerOverride, RunTaskRequest, RunTaskResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { TaskOverrides } from '../../../world/task.ts';
import { checkCluster, checkMembers, notImplemented, runnableDefinition } from '../find.ts';
import { PLATFORM_VERSIONS } from '../platform.ts';
import { setTags } from '../tags.ts';
import { taskView } from '../task-view.ts';
import type { EcsWorld } from '../world.ts';

type Input = Checked<RunTaskRequest>;

const SUPPORTED = [
  ...['cluster', 'taskDefinition', 'count', 'launchType', 'networkConfiguration', 'overrides', 'startedBy', 'group'],
  ...['enableExecuteCommand', 'platformVersion', 'tags', 'clientToken'],
];
const MOST_AT_ONCE = 10;

/** Tasks that run once, each a real process; they are PENDING in the answer. */
export function runTask(world: EcsWorld, input: Input): RunTaskResponse {
  checkCluster(world, input.cluster);
  checkMembers('RunTask', input, SUPPORTED);
  if (!PLATFORM_VERSIONS.includes(input.platformVersion)) {
    throw notImplemented(`RunTask with platformVersion ${input.platformVersion}`);
  }
  const definition = runnableDefinition(world, input.taskDefinition);
  const network = input.networkConfiguration?.awsvpcConfiguration;
  if (!network) throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if (network.subnets.length === 0) throw invalid('subnets can not be empty.');
  // Without a launch type it is EC2, and a cluster of Fargate has no instances.
  if (input.launchType !== 'FARGATE') throw invalid('No Container Instances were found in your cluster.');
  const { count = 1 } = input;
  if (count < 1 || count > MOST_AT_ONCE) throw invalid('Count must be between 1 and 10.');
  const { securityGroups = [] } = network;
  const overrides = { ...overridesOf(input, definition.container.name), securityGroups };
  const { clientToken: token = '' } = input;
  const before = world.oneOffTasks.byToken.get(token);
  const tasks =
    before ??
    Array.from({ length: count }, () => {
      const task = world.oneOffTasks.run(definition, {
        startedBy: input.startedBy ?? '',
        group: input.group ?? `family:${definition.family}`,
        executeCommand: input.enableExecuteCommand === true,
        overrides,
      });
      setTags(world, world.names.task(task.id), input.tags ?? []);
      return task;
    });
  if (token !== '') world.oneOffTasks.byToken.set(token, tasks);
  return { tasks: tasks.map((task) => taskView(world, { task, service: null })), failures: [] };
}

function overridesOf({ overrides = {} }: Input, container: string): TaskOverrides {
  checkMembers('RunTask with overrides', overrides, ['containerOverrides']);
  const [own, second] = overrides.containerOverrides ?? [];
  if (second) throw notImplemented('RunTask with overrides for more than one container');
  if (!own) return {};
  if (own.name !== container) {
    throw invalid(`Override for container named ${own.name} is not a container in the TaskDefinition.`);
  }
  return containerOverride(own);
}

function containerOverride(own: Checked<ContainerOverride>): TaskOverrides {
  checkMembers('RunTask with a container override', own, ['name', 'command', 'environment']);
  return {
    ...(own.command && { command: own.command }),
    ...(own.environment && {
      environment: Object.fromEntries(own.environment.map(({ name = '', value = '' }) => [name, value])),
    }),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
