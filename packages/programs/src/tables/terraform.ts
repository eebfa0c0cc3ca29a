import type { ProgramGrammar } from '@steadyhand/contracts';
import { type Rule, tableGrammar } from './command-table.ts';
import { all, withOptions } from './rules.ts';

/** All outputs in a form that hides nothing, or one whose name says what it is. */
const output: Rule = ({ operands, has }) => {
  const [name] = operands;
  if (!name) return has('-json', '-raw') ? 'reveal' : 'read';
  return /pass|secret|token|key|credential/i.test(name.value) ? 'reveal' : 'read';
};

export function terraformGrammars(): ProgramGrammar[] {
  const commands: Record<string, Rule> = {
    ...all('read', 'plan, providers, graph, state list, state show, workspace list, workspace show'),
    ...all('local', 'validate, fmt, version, get, workspace select, metadata functions'),
    ...all(
      'change',
      'init, import, refresh, taint, untaint, state mv, state replace-provider, force-unlock, workspace new, login, logout',
    ),
    ...all('destroy', 'destroy, state rm, state push, workspace delete'),
    output,
    show: withOptions(['-json'], 'reveal', 'read'),
    'state pull': 'reveal',
    apply: ['destroy', 'carries out a plan that may replace or delete resources'],
    'providers mirror': 'change',
    console: 'unknown',
    test: 'unknown',
  };
  // Terragrunt carries each of them out in every folder.
  const everywhere = Object.entries(commands).flatMap(([name, rule]) => [
    [`run-all ${name}`, rule] as const,
    [`run --all ${name}`, rule] as const,
  ]);
  const examples = ['plan', 'output -raw db_endpoint'];
  const valued = [
    '-chdir',
    '-var',
    '-var-file',
    '-target',
    '-replace',
    '-out',
    '-state',
    '-lock-timeout',
    '-backend-config',
  ];
  return ['terraform', 'tofu', 'terragrunt'].map((program) =>
    tableGrammar({
      program,
      summary: 'Infrastructure from Terraform files',
      examples: examples.map((example) => `${program} ${example}`),
      valued,
      commands: program === 'terragrunt' ? { ...commands, ...Object.fromEntries(everywhere) } : commands,
    }),
  );
}
