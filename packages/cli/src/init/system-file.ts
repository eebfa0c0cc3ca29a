import type { Parameter, Runbook } from '@steadyhand/contracts';
import type { Infrastructure } from './infrastructure.ts';
import { matchOutput } from './match-outputs.ts';

export interface SystemFileInput {
  name: string;
  /** Relative to the file. */
  runbookPath: string;
  runbook: Runbook;
  infrastructure: readonly Infrastructure[];
}

export interface SystemFile {
  text: string;
  /** Blanks that an output fills, by name. */
  bound: ReadonlyMap<string, string>;
  unbound: readonly Parameter[];
}

/** `steadyhand.yaml` with what is known written down, and what is not as comments that say what to do. */
export function writeSystemFile({ name, runbookPath, runbook, infrastructure }: SystemFileInput): SystemFile {
  const outputs = Object.assign({}, ...infrastructure.map((one) => one.outputs)) as Record<string, string | null>;
  const open = runbook.parameters.filter(({ definedAt, hasDefault }) => definedAt === null && !hasDefault);
  const matched = open.map((parameter) => ({ parameter, output: matchOutput(parameter.name, Object.keys(outputs)) }));
  const bound = new Map(
    matched.flatMap(({ parameter, output }) => (output === null ? [] : [[parameter.name, output]])),
  );
  const unbound = open.filter((parameter) => !bound.has(parameter.name));
  const sections = [
    [
      '# What Steadyhand must know about this system besides its runbook. The runbook stays as it is.',
      '# Every field: docs/reference/steadyhand-yaml.md',
      '',
      `system: ${name}`,
      `runbook: ${JSON.stringify(runbookPath)}`,
    ],
    environmentLines(infrastructure, outputs),
    parameterLines(bound, unbound),
  ];
  return { text: `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, bound, unbound };
}

function environmentLines(infrastructure: readonly Infrastructure[], outputs: Record<string, string | null>): string[] {
  const stacks = infrastructure.flatMap(({ environments, region, account }) =>
    environments.map((name) => ({ name, region, account })),
  );
  const [first = { name: 'dev', region: null, account: null }, ...others] = stacks;
  const lines = [
    '# Where the system lives. Nothing runs before the account and region of the caller are the same as here.',
    'environments:',
    `  ${first.name}:`,
    '    kind: aws',
    '    # Twelve digits: aws sts get-caller-identity --query Account --output text',
    first.account === null ? '    # account: "123456789012"' : `    account: ${JSON.stringify(first.account)}`,
    first.region === null ? '    # region: us-east-1' : `    region: ${first.region}`,
    '    # guarded: reads run, changes are asked for. protected: secrets and destruction take more.',
    '    protection: guarded',
    ...others.flatMap(({ name, region, account }) => [
      `  # ${name}:`,
      '  #   kind: aws',
      `  #   account: ${JSON.stringify(account ?? '')}`,
      `  #   region: ${region ?? ''}`,
    ]),
  ];
  const known = Object.entries(outputs).filter(([, value]) => value !== null);
  if (Object.keys(outputs).length === 0) return lines;
  const source = infrastructure.map(({ file }) => file).join(', ');
  return [
    ...lines,
    `    # Of ${source}.`,
    '    outputs:',
    ...known.map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`),
    ...Object.keys(outputs)
      .filter((key) => outputs[key] === null)
      .map((key) => `      # ${key}: its value stands in no file here`),
  ];
}

function parameterLines(bound: ReadonlyMap<string, string>, unbound: readonly Parameter[]): string[] {
  const lines = [
    '# Values for the blanks of the runbook. A string is the value itself; `output:` is a stack output; `command:` is a',
    '# read whose output is the value.',
    `parameters:${bound.size === 0 ? ' {}' : ''}`,
    ...[...bound].map(([blank, output]) => `  ${blank}: { output: ${output} }`),
  ];
  if (unbound.length === 0) return lines;
  return [
    ...lines,
    '',
    '# Still open: asked for when a procedure needs them, or given with --param NAME=VALUE.',
    ...unbound.map(({ name, usedAt, resource }) => {
      const what = resource ? `, ${resource}` : '';
      return `#   ${name}  line ${usedAt.slice(0, 3).join(', ')}${usedAt.length > 3 ? ', …' : ''}${what}`;
    }),
  ];
}
