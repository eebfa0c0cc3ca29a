import type { Stack } from '@steadyhand/contracts';
import { byName } from '../by-name.ts';
import { createExporting, type Exporting, type Parts, SAID_ELSEWHERE } from '../exporting.ts';
import { PRIMARY } from '../facts/log-tables.ts';
import { otherRegions } from '../facts/regions.ts';
import { isSecret } from '../facts/secrets.ts';
import { type Input, inputsOf } from '../inputs.ts';
import { snakeCase } from '../names.ts';
import { type Resource, Template } from '../tree.ts';
import { athena } from './athena.ts';
import { backupVaults } from './backup.ts';
import { buckets } from './buckets.ts';
import { cluster, repositories, services } from './compute.ts';
import { databases } from './databases.ts';
import { hostedZones } from './dns.ts';
import { loadBalancers, targetGroups } from './edge.ts';
import { webAcls } from './firewall.ts';
import { securityGroups } from './network.ts';
import { terraformAttribute, variable } from './refs.ts';
import { escapeText, render, renderResource } from './render.ts';
import { scaling } from './scaling.ts';
import { caches, queues, secrets } from './stores.ts';
import { alarms, dashboards } from './watching.ts';

const PARTS: Parts = {
  ...SAID_ELSEWHERE,
  cluster,
  services: (exporting) => [...services(exporting), ...scaling(exporting)],
  repositories,
  loadBalancers,
  targetGroups,
  webAcls,
  hostedZones,
  securityGroups,
  databases,
  caches,
  queues,
  secrets,
  buckets,
  backupVaults,
  athena,
  alarms,
  dashboards,
};

/** A stack as one file of Terraform's JSON syntax. */
export function exportTerraform(stack: Stack): Record<string, string> {
  const exporting: Exporting = createExporting({
    stack,
    escape: escapeText,
    refer: terraformAttribute,
    input: variable,
    in: () => exporting,
  });
  const resources = Object.values(PARTS).flatMap((part) => part(exporting));
  const written = { resource: resourceTable(resources), output: outputs(exporting) };
  const file = {
    terraform: {
      required_version: '>= 1.5.0',
      required_providers: { aws: { source: 'hashicorp/aws', version: '~> 5.0' } },
    },
    provider: { aws: providers(stack) },
    variable: variables(inputsOf(stack), JSON.stringify(written)),
    data: { aws_caller_identity: { current: {} } },
    import: adopted(stack),
    ...written,
  };
  return { 'main.tf.json': `${JSON.stringify(file, null, 2)}\n` };
}

function providers(stack: Stack) {
  return [{ region: stack.region }, ...otherRegions(stack).map((region) => ({ alias: snakeCase(region), region }))];
}

function resourceTable(resources: readonly Resource[]) {
  const types = [...new Set(resources.map(({ type }) => type))].sort();
  return Object.fromEntries(
    types.map((type) => {
      const ofType = resources.filter((resource) => resource.type === type);
      return [type, byName(ofType.map((resource) => [snakeCase(resource.name), renderResource(resource)]))];
    }),
  );
}

/** The inputs that are mentioned. */
function variables(inputs: readonly Input[], mentions: string) {
  const mentioned = inputs.filter(({ name }) => new RegExp(`\\bvar\\.${snakeCase(name)}\\b`).test(mentions));
  return byName(
    mentioned.map(({ name, description, type, secret, default: otherwise, pattern }) => [
      snakeCase(name),
      render({
        description,
        type: type === 'subnets' ? 'list(string)' : 'string',
        sensitive: secret,
        default: otherwise,
        validation: pattern === undefined ? undefined : validation(name, pattern),
      }),
    ]),
  );
}

function validation(name: string, pattern: string) {
  const condition = new Template(`\${can(regex(${JSON.stringify(pattern)}, var.${snakeCase(name)}))}`);
  return { condition, error_message: `The value must match ${pattern}.` };
}

function outputs({ stack, say }: Exporting) {
  const each = Object.entries(stack.outputs).map(
    ([name, value]) =>
      [snakeCase(name), render({ value: say(value), sensitive: isSecret(stack, value) || undefined })] as const,
  );
  return byName(each);
}

/** What every account has already is taken over where a stack describes it. */
function adopted({ athena: groups }: Stack) {
  return groups
    .filter(({ workGroup }) => workGroup === PRIMARY)
    .map(({ id, workGroup }) => ({ to: `aws_athena_workgroup.${snakeCase(id)}`, id: workGroup }));
}
