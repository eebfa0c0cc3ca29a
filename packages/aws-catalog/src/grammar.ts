import type { Analysis, Call, JudgeShell, ProgramGrammar, ResourceRef, TypedArgument } from '@steadyhand/contracts';
import { judgeCarried, judgeCustom, judgeSent } from './custom-effects.ts';
import { EFFECT_OVERRIDES } from './effect-overrides.ts';
import { type GivenOptions, type Judgement, judgeByRules, judgeOperation } from './effects.ts';
import type { Word } from './options.ts';
import { type ParsedCommand, parseCommand } from './parse-command.ts';
import { positionalType, resourceType } from './resource-types.ts';
import { keepServices } from './service.ts';

export interface AwsGrammarOptions {
  /**
   * Judges what `ecs execute-command --command` and `ssm send-command` carry; without it anything but a bare shell is
   * `unknown`.
   */
  judgeShell?: JudgeShell;
}

/** The `aws` program, judged offline from tables. */
export function createAwsGrammar(options: AwsGrammarOptions = {}): ProgramGrammar {
  const services = keepServices();
  return {
    program: 'aws',
    summary: 'the AWS command line, version 2',
    examples: [
      'aws ecs describe-services --cluster my-cluster --services api --query "services[0].runningCount"',
      'aws sqs get-queue-attributes --queue-url "$QUEUE_URL" --attribute-names All',
      'aws logs tail /ecs/my-service --since 30m',
    ],
    analyse: (call) => analyse(call, parseCommand(call.argv, services), options),
  };
}

export const awsGrammar: ProgramGrammar = createAwsGrammar();

function analyse(call: Call, parsed: ParsedCommand, options: AwsGrammarOptions): Analysis {
  const { effect, reason } = judge(parsed, call.unresolved, options);
  const typed = typedWords(parsed);
  return {
    effect,
    reason,
    operation: operationName(parsed),
    resources: typed.map(({ word, resource }): ResourceRef => ({ type: resource, id: word.text })),
    arguments: typed.map(({ word, resource }): TypedArgument => ({ index: word.index, resource })),
  };
}

function operationName(parsed: ParsedCommand): string | null {
  if (parsed.command === '') return parsed.service || null;
  return `${parsed.service} ${parsed.kind === 'waiter' ? 'wait ' : ''}${parsed.command}`;
}

function judge(parsed: ParsedCommand, unresolved: ReadonlySet<number>, options: AwsGrammarOptions): Judgement {
  switch (parsed.kind) {
    case 'help':
      return { effect: 'local', reason: 'prints help' };
    case 'version':
      return { effect: 'local', reason: 'prints the version' };
    case 'waiter':
      return { effect: 'read', reason: 'polls until a state is reached' };
    case 'custom': {
      const rules = EFFECT_OVERRIDES.get(`${parsed.service} ${parsed.command}`);
      const dry = parsed.given.some((option) => option.flag.name === 'dryrun');
      return (rules && !dry && judgeByRules(rules, givenOptions(parsed))) || judgeCustom(parsed, unresolved);
    }
    case 'operation':
      return judgeCall(parsed, options);
    case 'unknown':
      return { effect: 'unknown', reason: parsed.problem ?? 'not understood' };
  }
}

function judgeCall(parsed: ParsedCommand, options: AwsGrammarOptions): Judgement {
  const { operation } = parsed;
  if (!operation) return { effect: 'unknown', reason: 'not understood' };
  const given = givenOptions(parsed);
  if (parsed.given.some((option) => option.flag.name === 'generate-cli-skeleton')) {
    return { effect: 'local', reason: '--generate-cli-skeleton sends nothing' };
  }
  if (parsed.service === 'ec2' && given.value('dry-run') === 'true') {
    return { effect: 'read', reason: '--dry-run only checks the permission' };
  }
  if (operation.name === 'ExecuteCommand' && parsed.service === 'ecs') {
    if (given.hidden('command')) return { effect: 'unknown', reason: '--command is not seen' };
    return judgeCarried(given.value('command'), options.judgeShell);
  }
  if (operation.name === 'StartSession' && parsed.service === 'ssm') {
    if (given.hidden('parameters')) return { effect: 'unknown', reason: '--parameters are not seen' };
    return judgeCarried(given.value('parameters'), undefined);
  }
  if (operation.name === 'SendCommand' && parsed.service === 'ssm' && !given.hidden('parameters')) {
    const sent = judgeSent(given.value('document-name'), given.value('parameters'), options.judgeShell);
    if (sent) return sent;
  }
  return judgeOperation(operation, given);
}

/** A file, or letters that are spelled as escapes of JSON. */
const HIDDEN = /\bfileb?:\/\/|\\u00/i;

function givenOptions(parsed: ParsedCommand): GivenOptions {
  const last = (name: string) =>
    parsed.given.findLast(
      ({ flag }) => flag.name === name || (flag.negates && positiveOf(parsed, flag.member) === name),
    );
  const fromFile = parsed.given.some(({ flag }) => flag.name === 'cli-input-json' || flag.name === 'cli-input-yaml');
  const value = (name: string) => {
    const option = last(name);
    if (!option) return undefined;
    if (option.flag.negates) return 'false';
    return option.flag.kind === 'boolean' ? 'true' : option.values.map((word) => word.text).join(' ');
  };
  const hidden = (name: string) => {
    const text = value(name);
    return text === undefined ? fromFile : HIDDEN.test(text);
  };
  return { value, hidden };
}

function positiveOf(parsed: ParsedCommand, member: string | null): string | undefined {
  return parsed.operation?.flags.find((flag) => flag.member === member && !flag.negates)?.name;
}

function typedWords(parsed: ParsedCommand): { word: Word; resource: string }[] {
  const options = parsed.given.flatMap(({ flag, values }) => {
    const resource = resourceType(parsed.service, flag.name);
    return resource ? values.map((word) => ({ word, resource })) : [];
  });
  const positionals =
    parsed.kind !== 'custom'
      ? []
      : parsed.positionals.flatMap((word) => {
          const resource = positionalType(`${parsed.service} ${parsed.command}`, word.text);
          return resource ? [{ word, resource }] : [];
        });
  return [...options, ...positionals].filter(({ word }) => word.text !== '' && !/^fileb?:\/\//.test(word.text));
}
