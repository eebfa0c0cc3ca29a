/** What the AWS command line itself, or the service behind it, would refuse. */
import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { AwsProblem } from './knowledge.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

function* problemsOf(context: RuleContext, kind: AwsProblem['kind']): Generator<Finding> {
  for (const { place, partial } of awsLines(context)) {
    if (partial && kind === 'required') continue;
    for (const problem of context.knowledge.aws.problems(place.argv, place.unresolved)) {
      if (problem.kind !== kind) continue;
      const where = problem.word === undefined ? { line: place.command.line } : wordPlace(context, place, problem.word);
      yield { ...where, message: problem.message, ...(problem.hint === undefined ? {} : { hint: problem.hint }) };
    }
  }
}

export const awsUnknownService: Rule = {
  id: 'aws-unknown-service',
  severity: 'error',
  title: 'An `aws` service that does not exist.',
  why: 'The command prints a usage text and does nothing, and whoever is on call looks for the right name.',
  example: {
    bad: exampleOf('aws elasticcache describe-cache-clusters'),
    good: exampleOf('aws elasticache describe-cache-clusters'),
  },
  check: (context) => problemsOf(context, 'service'),
};

export const awsUnknownOperation: Rule = {
  id: 'aws-unknown-operation',
  severity: 'error',
  title: 'An operation that the service does not have.',
  why: 'The step was never run as it stands: the command line refuses it.',
  example: {
    bad: exampleOf('aws ecs describe-service --cluster prod --services api'),
    good: exampleOf('aws ecs describe-services --cluster prod --services api'),
  },
  check: (context) => problemsOf(context, 'operation'),
};

export const awsUnknownFlag: Rule = {
  id: 'aws-unknown-flag',
  severity: 'error',
  title: 'An option that the operation does not have.',
  why: 'The command line refuses the whole command.',
  example: {
    bad: exampleOf('aws ecs list-tasks --cluster prod --owner api'),
    good: exampleOf('aws ecs list-tasks --cluster prod --service-name api'),
  },
  check: (context) => problemsOf(context, 'flag'),
};

export const awsFlagPrefix: Rule = {
  id: 'aws-flag-prefix',
  severity: 'warning',
  title: 'An option that is understood only because it is the beginning of another.',
  why: 'It stops working on the day on which the operation gets a second option that begins with the same letters.',
  example: {
    bad: exampleOf('aws secretsmanager list-secrets --filter Key=name,Values=prod'),
    good: exampleOf('aws secretsmanager list-secrets --filters Key=name,Values=prod'),
  },
  check: (context) => problemsOf(context, 'flag-prefix'),
};

export const awsMissingRequired: Rule = {
  id: 'aws-missing-required',
  severity: 'error',
  title: 'An operation without an option that it cannot do without.',
  why: 'The command line refuses the command, and the missing value must be found out in the middle of an incident.',
  example: {
    bad: exampleOf('aws ecs execute-command --cluster prod --task 1a2b --command "nproc"'),
    good: exampleOf('aws ecs execute-command --cluster prod --task 1a2b --command "nproc" --interactive'),
  },
  check: (context) => problemsOf(context, 'required'),
};

export const awsValueNotInEnum: Rule = {
  id: 'aws-value-not-in-enum',
  severity: 'error',
  title: 'A value that is not one of those the option takes.',
  why: 'The service refuses the call, so the number that the step is about is never seen.',
  example: {
    bad: exampleOf(
      'aws sqs get-queue-attributes --queue-url $QUEUE_URL --attribute-names ApproximateAgeOfOldestMessage',
    ),
    good: exampleOf(
      'aws sqs get-queue-attributes --queue-url $QUEUE_URL --attribute-names ApproximateNumberOfMessages',
    ),
  },
  check: (context) => problemsOf(context, 'enum'),
};

export const awsValueMalformed: Rule = {
  id: 'aws-value-malformed',
  severity: 'error',
  title: 'A value of the wrong kind: no number, no JSON, no output format.',
  why: 'The command line refuses the command before anything is sent.',
  example: {
    bad: exampleOf('aws ecs list-tasks --cluster prod --max-items ten'),
    good: exampleOf('aws ecs list-tasks --cluster prod --max-items 10'),
  },
  check: (context) => problemsOf(context, 'value'),
};
