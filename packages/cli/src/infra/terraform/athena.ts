import type { Exporting } from '../exporting.ts';
import { ALB_LOG_TABLE } from '../facts/alb-log-table.ts';
import { type LogTable, logTables } from '../facts/log-tables.ts';
import type { Body, Resource, Template } from '../tree.ts';
import { ACCOUNT } from './refs.ts';

export function athena(exporting: Exporting): Resource[] {
  const { stack, attribute, text } = exporting;
  return stack.athena.flatMap(({ id, workGroup, database, results }) => [
    {
      type: 'aws_athena_workgroup',
      name: id,
      body: {
        name: workGroup,
        configuration: {
          enforce_workgroup_configuration: false,
          result_configuration: {
            output_location: text`s3://${attribute('bucket', results.bucket, 'name')}/${results.prefix}/`,
          },
        },
      },
    },
    { type: 'aws_glue_catalog_database', name: id, body: { name: database } },
    ...logTables(exporting, id, ACCOUNT).map((table) => ({
      type: 'aws_glue_catalog_table',
      name: table.id,
      body: tableBody(attribute('athena', id, 'database'), table),
    })),
  ]);
}

function tableBody(database: Template, { name, location }: LogTable): Body {
  const { columns, regex, serde, inputFormat, outputFormat } = ALB_LOG_TABLE;
  return {
    database_name: database,
    name,
    table_type: 'EXTERNAL_TABLE',
    parameters: { EXTERNAL: 'TRUE' },
    storage_descriptor: {
      location,
      input_format: inputFormat,
      output_format: outputFormat,
      columns,
      ser_de_info: {
        serialization_library: serde,
        parameters: { 'serialization.format': '1', 'input.regex': regex },
      },
    },
  };
}
