import { commandsBefore } from '../check/around.ts';
import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import type { CommandPlace, Rule, RuleContext } from './rule.ts';

const PUSH = 'docker push $REPO:$VERSION\n';
const UPDATE = 'aws ecs update-service --cluster prod --service api';

export const deploymentKeepsOldImage: Rule = {
  id: 'deployment-keeps-old-image',
  severity: 'warning',
  title: 'An image is pushed under a new tag, and the service is redeployed with its old task definition.',
  why: '`--force-new-deployment` starts tasks from the task definition that the service has, and that names the old tag. Everything succeeds, and the new version does not run.',
  example: {
    bad: exampleOf(`${PUSH}${UPDATE} --force-new-deployment`),
    good: exampleOf(
      `${PUSH}aws ecs register-task-definition --cli-input-json file://task.json\n${UPDATE} --task-definition api`,
    ),
  },
  *check(context) {
    for (const { place, name, has } of awsLines(context)) {
      if (name !== 'ecs update-service' || !has('force-new-deployment') || has('task-definition')) continue;
      const before = commandsBefore(context, place);
      const pushes = before.filter(isPush);
      const last = before.findLastIndex(isPush);
      if (pushes.length === 0 || pushes.some((push) => hasMovingTag(push, context))) continue;
      if (before.slice(last + 1).some(changesTaskDefinition)) continue;
      const line = pushes.at(-1)?.command.line;
      yield {
        line: place.command.line,
        message: `The service is redeployed with the task definition that it has, which does not name the image pushed in line ${line}.`,
        hint: 'Register a task definition with the new image (aws ecs register-task-definition) and give it with --task-definition.',
      };
    }
  },
};

function isPush({ command, argv }: CommandPlace): boolean {
  return (command.program === 'docker' || command.program === 'podman') && argv[0] === 'push';
}

/** A tag without a version in it may be the one that the task definition names. */
function hasMovingTag({ argv, command }: CommandPlace, { lines }: RuleContext): boolean {
  const image = argv.slice(1).find((word) => !word.startsWith('-')) ?? '';
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';
  const name = /^\$\{?(\w+)\}?$/.exec(tag)?.[1];
  if (name === undefined) return !/[\d$<{]/.test(tag);
  const above = lines.slice(0, command.line).join('\n');
  return new RegExp(`(?:^|\\n)\\s*(?:export\\s+)?${name}=["']?[a-z]+["']?\\s*(?:\\n|$)`).test(above);
}

/** Whether a command may give the service another task definition; scripts may do anything. */
function changesTaskDefinition({ command, argv }: CommandPlace): boolean {
  if (
    /^(?:terraform|tofu|pulumi|cdk|sam|copilot|serverless|make|npm|npx|yarn|ecs-cli|jq|sed|envsubst)$/.test(
      command.program,
    )
  )
    return true;
  if (/\/|\.sh$/.test(command.program)) return true;
  return (
    command.program === 'aws' && /register-task-definition|cloudformation|codedeploy|^deploy\b/.test(argv.join(' '))
  );
}
