import type { Exporting } from '../exporting.ts';
import { find, notExportable } from '../find.ts';
import type { Template } from '../tree.ts';
import { logFolder } from './alb-log-table.ts';

export interface LogTable {
  /** Distinct in the whole stack. */
  id: string;
  name: string;
  location: Template;
}

/** Every account has this work group, and none can make it. */
export const PRIMARY = 'primary';

/** Tables of one of the stack's databases of Athena. */
export function logTables(exporting: Exporting, athena: string, account: Template): LogTable[] {
  const { stack, attribute, text } = exporting;
  return find(stack, 'athena', athena).tables.map(({ name, accessLogsOf }) => {
    const { accessLogs } = find(stack, 'loadBalancer', accessLogsOf);
    if (!accessLogs) throw notExportable(`The table ${name}`, `the load balancer ${accessLogsOf} keeps no access logs`);
    const bucket = attribute('bucket', accessLogs.bucket, 'name');
    const folder = logFolder(accessLogs.prefix);
    return {
      id: `${athena}-${name}`,
      name,
      location: text`s3://${bucket}/${folder}/${account}/elasticloadbalancing/${stack.region}/`,
    };
  });
}
