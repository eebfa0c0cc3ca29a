import type { Ref, Stack, Value } from '@steadyhand/contracts';
import { type Input, inputsOf } from '../inputs.ts';
import { pascalCase } from '../names.ts';
import { foreignName, homeOf } from './refs.ts';
import { render } from './render.ts';

const TYPES = {
  text: 'String',
  vpc: 'AWS::EC2::VPC::Id',
  subnets: 'List<AWS::EC2::Subnet::Id>',
} as const;

/** The inputs that a region's template mentions, as its parameters. */
export function parametersOf(stack: Stack, region: string, resources: unknown): [name: string, body: unknown][] {
  const mentions = JSON.stringify(resources);
  const isMentioned = (name: string) => mentions.includes(`{"Ref":"${name}"}`) || mentions.includes(`\${${name}}`);
  return [...inputsOf(stack), ...foreignInputs(stack, region)]
    .map((input) => ({ ...input, name: pascalCase(input.name) }))
    .filter(({ name }) => isMentioned(name))
    .map((input) => [input.name, parameter(input)]);
}

function parameter({ description, type, secret, default: otherwise, pattern }: Input): unknown {
  return render({
    Type: TYPES[type],
    Description: description,
    NoEcho: secret,
    Default: otherwise,
    AllowedPattern: pattern,
  });
}

/** What a template in another region must be told of the resources in the stack's own. */
function foreignInputs(stack: Stack, region: string): Input[] {
  const refs = stack.alarms
    .filter((alarm) => (alarm.region ?? stack.region) === region)
    .flatMap(({ dimensions }) => Object.values(dimensions).flatMap(refsIn))
    .filter((ref) => homeOf(stack, ref) !== region);
  const each = new Map(refs.map((ref) => [foreignName(ref), ref]));
  return [...each].map(([name, { ref, id, attribute }]) => ({
    name,
    type: 'text',
    description: `The ${attribute} of the ${ref} ${id} in ${stack.region}`,
  }));
}

function refsIn(value: Value): Ref[] {
  if (typeof value === 'string') return [];
  return 'join' in value ? value.join.flatMap(refsIn) : [value];
}
