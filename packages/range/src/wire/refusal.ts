/** The words in which each service refuses an input that its model forbids. */
import { AwsError } from './service.ts';

type Path = readonly (string | number)[];

export type Problem =
  | { kind: 'missing'; path: Path }
  | { kind: 'not-in-enum'; path: Path; value: string; allowed: readonly string[] };

/** Services that answer with the model's constraints in words, by the code that they use. */
const CONSTRAINT_CODES: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'InvalidParameterException',
  ecr: 'InvalidParameterException',
  ecs: 'InvalidParameterException',
  rds: 'ValidationError',
  elasticache: 'ValidationError',
  'elastic-load-balancing-v2': 'ValidationError',
  sns: 'InvalidParameter',
  sts: 'ValidationError',
  'secrets-manager': 'ValidationException',
  'application-auto-scaling': 'ValidationException',
};

/** Services that name the parameter itself when it is missing. */
const SAY_PARAMETER = ['sqs', 'rds', 'elasticache', 'ec2'];

export function refusal(client: string, problem: Problem): AwsError {
  if (client === 'cloudwatch') return cloudWatchRefusal(problem);
  if (problem.kind === 'missing' && SAY_PARAMETER.includes(client)) {
    return new AwsError('MissingParameter', `The request must contain the parameter ${dotted(problem.path)}.`);
  }
  if (problem.kind === 'not-in-enum' && client === 'sqs') {
    return new AwsError('InvalidAttributeName', `Unknown Attribute ${problem.value}.`);
  }
  return constraintRefusal(CONSTRAINT_CODES[client] ?? 'ValidationException', problem);
}

function cloudWatchRefusal(problem: Problem): AwsError {
  const parameter = dotted(problem.path);
  if (problem.kind === 'missing') return new AwsError('MissingParameter', `The parameter ${parameter} is required.`);
  const set = problem.allowed.join(', ');
  return new AwsError('InvalidParameterValue', `The parameter ${parameter} must be a value in the set [ ${set} ].`);
}

function constraintRefusal(code: string, problem: Problem): AwsError {
  const at = dotted(problem.path.map((part) => (typeof part === 'string' ? lowerFirst(part) : part)));
  const failed =
    problem.kind === 'missing'
      ? `Value null at '${at}' failed to satisfy constraint: Member must not be null`
      : `Value '${problem.value}' at '${at}' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${problem.allowed.join(', ')}]`;
  return new AwsError(code, `1 validation error detected: ${failed}`);
}

/** `Statistics.member.1` */
function dotted(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? `member.${part}` : part)).join('.');
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
