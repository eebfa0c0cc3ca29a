import type { Stack } from '@steadyhand/contracts';
import { byName, checkNames } from '../by-name.ts';
import { createExporting, type Exporting, type Parts, SAID_ELSEWHERE } from '../exporting.ts';
import { otherRegions } from '../facts/regions.ts';
import { isSecret } from '../facts/secrets.ts';
import { notExportable } from '../find.ts';
import { pascalCase } from '../names.ts';
import type { Resource } from '../tree.ts';
import { athena } from './athena.ts';
import { backupVaults } from './backup.ts';
import { buckets } from './buckets.ts';
import { cluster, repositories, services } from './compute.ts';
import { databases } from './databases.ts';
import { hostedZones } from './dns.ts';
import { loadBalancers, targetGroups } from './edge.ts';
import { webAcls } from './firewall.ts';
import { securityGroups } from './network.ts';
import { parametersOf } from './parameters.ts';
import { cloudFormationAttribute, parameter } from './refs.ts';
import { escapeText, render, renderBody } from './render.ts';
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

/** A stack as one template, and one more for each other region in which something of it stands. */
export function exportCloudFormation(stack: Stack): Record<string, string> {
  const exporting = exportingIn(stack, stack.region);
  const resources = Object.values(PARTS).flatMap((part) => part(exporting));
  const main = template(exporting, resources, {
    region: stack.region,
    description: descriptionOf(stack),
    outputs: outputs(exporting),
  });
  const others = otherRegions(stack).map((region) => [
    `template.${region}.json`,
    template(exporting, resources, {
      region,
      description: `What ${stack.project}, stack ${stack.name}, has in ${region}: a template makes resources of one region only, so create this one there first, then template.json in ${stack.region}.`,
    }),
  ]);
  return Object.fromEntries([['template.json', main], ...others]);
}

function exportingIn(stack: Stack, region: string): Exporting {
  return createExporting({
    stack,
    escape: escapeText,
    refer: (ref, exporting) => cloudFormationAttribute(ref, exporting, region),
    input: parameter,
    in: (other = stack.region) => exportingIn(stack, other),
  });
}

interface TemplateOptions {
  region: string;
  description: string;
  outputs?: Record<string, unknown>;
}

function template(
  { stack }: Exporting,
  resources: readonly Resource[],
  { region, description, outputs }: TemplateOptions,
) {
  const own = resources.filter((resource) => (resource.region ?? stack.region) === region);
  const resourceEntries = own.map(
    ({ name, type, attributes = {}, body }) =>
      [name, { Type: type, ...renderBody(attributes), Properties: renderBody(body) }] as const,
  );
  const parameters = parametersOf(stack, region, [resourceEntries, outputs]);
  // Parameters and resources share the template's names.
  checkNames([...parameters, ...resourceEntries]);
  const file = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
    Parameters: byName(parameters),
    Resources: byName(resourceEntries),
    Outputs: outputs,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function descriptionOf(stack: Stack): string {
  const regions = otherRegions(stack);
  const others = regions.map((region) => `template.${region}.json`).join(', ');
  const order = regions.length === 0 ? '' : ` Create what ${others} describes first.`;
  return `${stack.project}, stack ${stack.name}, in ${stack.region}.${order}`;
}

function outputs({ stack, say }: Exporting): Record<string, unknown> {
  const each = Object.entries(stack.outputs).map(([name, value]) => {
    if (isSecret(stack, value)) {
      throw notExportable(
        `The output ${name}`,
        'it is secret, and CloudFormation shows outputs to all who see the stack',
      );
    }
    return [pascalCase(name), { Value: render(say(value)) }] as const;
  });
  return byName(each);
}
