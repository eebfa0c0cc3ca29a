import type {
  DashboardValidationMessage,
  DeleteDashboardsInput,
  GetDashboardInput,
  GetDashboardOutput,
  ListDashboardsInput,
  ListDashboardsOutput,
  PutDashboardInput,
  PutDashboardOutput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Dashboard, Dashboards } from '../dashboards.ts';

const PER_PAGE = 100;

export function putDashboard(dashboards: Dashboards, input: Checked<PutDashboardInput>): PutDashboardOutput {
  if (!/^[\w-]{1,255}$/.test(input.DashboardName)) {
    throw new AwsError(
      'InvalidParameterInput',
      `The value ${input.DashboardName} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
    );
  }
  const problem = problemOf(input.DashboardBody);
  if (problem) {
    throw new AwsError(
      'InvalidParameterInput',
      `The dashboard body is invalid: ${problem.DataPath} ${problem.Message}`,
    );
  }
  dashboards.put(input.DashboardName, input.DashboardBody);
  return { DashboardValidationMessages: [] };
}

/** What of the documented structure is certain. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function problemOf(text: string): DashboardValidationMessage | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { DataPath: '/', Message: 'The field DashboardBody must be a valid JSON object' };
  }
  const widgets = body instanceof Object && 'widgets' in body ? body.widgets : undefined;
  if (!Array.isArray(widgets)) return { DataPath: '/widgets', Message: 'Should be an array' };
  const index = widgets.findIndex(
    (widget) => typeof widget?.type !== 'string' || !(widget.properties instanceof Object),
  );
  return index < 0
    ? null
    : { DataPath: `/widgets/${index}`, Message: 'Should have required property type, properties' };
}

export function getDashboard(dashboards: Dashboards, input: Checked<GetDashboardInput>): GetDashboardOutput {
  const { arn, name, body } = dashboards.get(input.DashboardName);
  return { DashboardArn: arn, DashboardName: name, DashboardBody: body };
}

export function listDashboards(dashboards: Dashboards, input: Checked<ListDashboardsInput>): ListDashboardsOutput {
  const found = dashboards.all().filter(({ name }) => name.startsWith(input.DashboardNamePrefix ?? ''));
  const { items, nextToken } = page(found, { limit: PER_PAGE, token: input.NextToken });
  return { DashboardEntries: items.map(entryOf), NextToken: nextToken };
}

function entryOf({ arn, name, body, modifiedAt }: Dashboard) {
  return { DashboardName: name, DashboardArn: arn, LastModified: new Date(modifiedAt), Size: Buffer.byteLength(body) };
}

/** Deletes none when one of them does not exist. */
export function deleteDashboards(dashboards: Dashboards, input: Checked<DeleteDashboardsInput>): Record<never, never> {
  for (const name of input.DashboardNames) dashboards.get(name);
  for (const name of input.DashboardNames) dashboards.delete(name);
  return {};
}
