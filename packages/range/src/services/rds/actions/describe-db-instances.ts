import type { DBInstanceMessage, DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import type { Checked } from '../../../wire/service.ts';
import { applyFilters } from '../filters.ts';
import { instanceView } from '../instance-view.ts';
import { rdsPage } from '../rds-page.ts';
import type { RdsWorld } from '../world.ts';

export function describeDbInstances(
  { instances }: RdsWorld,
  input: Checked<DescribeDBInstancesMessage>,
): DBInstanceMessage {
  const { DBInstanceIdentifier: wanted } = input;
  const found = wanted === undefined ? instances.all() : [instances.get(wanted)];
  const filtered = applyFilters(found, input.Filters, {
    'db-instance-id': ({ spec, arn }) => [spec.identifier, arn],
    'dbi-resource-id': ({ resourceId }) => [resourceId],
    engine: () => ['postgres'],
  });
  const { items, marker } = rdsPage(filtered, input);
  return { DBInstances: items.map((instance) => instanceView(instances, instance)), Marker: marker };
}
