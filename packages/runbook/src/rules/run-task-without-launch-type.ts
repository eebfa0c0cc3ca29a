import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import type { Rule } from './rule.ts';

const RUN_TASK =
  'aws ecs run-task --cluster prod --task-definition migrate --network-configuration "awsvpcConfiguration={subnets=[$SUBNET]}"';

export const runTaskWithoutLaunchType: Rule = {
  id: 'run-task-without-launch-type',
  severity: 'warning',
  title: 'A task is started without a launch type.',
  why: 'It is EC2 then, unless the cluster has a default of its own; on a Fargate cluster the call fails, because there is no instance to place the task on.',
  example: { bad: exampleOf(RUN_TASK), good: exampleOf(`${RUN_TASK} --launch-type FARGATE`) },
  *check(context) {
    for (const { place, name, has, partial } of awsLines(context)) {
      if (name !== 'ecs run-task' || partial || !has('network-configuration')) continue;
      if (has('launch-type') || has('capacity-provider-strategy')) continue;
      yield {
        line: place.command.line,
        message: 'Without a launch type this task is for EC2, unless the cluster has a default.',
        hint: 'Add --launch-type FARGATE.',
      };
    }
  },
};
