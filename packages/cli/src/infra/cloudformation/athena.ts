import type { Exporting } from '../exporting.ts';
import { ALB_LOG_TABLE } from '../facts/alb-log-table.ts';
import { type LogTable, logTables, PRIMARY } from '../facts/log-tables.ts';
import type { Body, Resource } from '../tree.ts';
import { ACCOUNT } from './refs.ts';
import { resource } from './resource.ts';

type WorkGroup = Exporting['stack']['athena'][number];

export function athena(exporting: Exporting): Resource[] {
  const { stack, attribute } = exporting;
  return stack.athena.flatMap((group) => [
    ...workGroup(exporting, group),
    resource('AthenaDatabase', group.id, {
      body: { CatalogId: ACCOUNT, DatabaseInput: { Name: group.database } },
    }),
    ...logTables(exporting, group.id, ACCOUNT).map((table) =>
      resource('AthenaTable', table.id, {
        body: {
          CatalogId: ACCOUNT,
          DatabaseName: attribute('athena', group.id, 'database'),
          TableInput: tableInput(table),
        },
      }),
    ),
  ]);
}

/** The one that every account has cannot be made, and a template that makes others cannot take it over. */
function workGroup({ attribute, text }: Exporting, { id, workGroup: name, results }: WorkGroup): Resource[] {
  if (name === PRIMARY) return [];
  const bucket = attribute('bucket', results.bucket, 'name');
  const body = {
    Name: name,
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: false,
      ResultConfiguration: { OutputLocation: text`s3://${bucket}/${results.prefix}/` },
    },
  };
  return [resource('WorkGroup', id, { body })];
}

function tableInput({ name, location }: LogTable): Body {
  const { columns, regex, serde, inputFormat, outputFormat } = ALB_LOG_TABLE;
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE' },
    StorageDescriptor: {
      Location: location,
      InputFormat: inputFormat,
      OutputFormat: outputFormat,
      Columns: columns.map(({ name: Name, type: Type }) => ({ Name, Type })),
      SerdeInfo: {
        SerializationLibrary: serde,
        Parameters: { 'serialization.format': '1', 'input.regex': regex },
      },
    },
  };
}
