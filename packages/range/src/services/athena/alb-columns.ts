/**
 * The table of an Application Load Balancer's access logs, with the columns and the expression by which Athena reads them.
 * https://docs.aws.amazon.com/athena/latest/ug/create-alb-access-logs-table.html
 */

/** Name and Hive type. */
export const ALB_COLUMNS: readonly (readonly [name: string, type: 'string' | 'int' | 'bigint' | 'double'])[] = [
  ['type', 'string'],
  ['time', 'string'],
  ['elb', 'string'],
  ['client_ip', 'string'],
  ['client_port', 'int'],
  ['target_ip', 'string'],
  ['target_port', 'int'],
  ['request_processing_time', 'double'],
  ['target_processing_time', 'double'],
  ['response_processing_time', 'double'],
  ['elb_status_code', 'int'],
  ['target_status_code', 'string'],
  ['received_bytes', 'bigint'],
  ['sent_bytes', 'bigint'],
  ['request_verb', 'string'],
  ['request_url', 'string'],
  ['request_proto', 'string'],
  ['user_agent', 'string'],
  ['ssl_cipher', 'string'],
  ['ssl_protocol', 'string'],
  ['target_group_arn', 'string'],
  ['trace_id', 'string'],
  ['domain_name', 'string'],
  ['chosen_cert_arn', 'string'],
  ['matched_rule_priority', 'string'],
  ['request_creation_time', 'string'],
  ['actions_executed', 'string'],
  ['redirect_url', 'string'],
  ['lambda_error_reason', 'string'],
  ['target_port_list', 'string'],
  ['target_status_code_list', 'string'],
  ['classification', 'string'],
  ['classification_reason', 'string'],
  ['conn_trace_id', 'string'],
];

const WORD = '([^ ]*)';
const QUOTED = '"([^"]*)"';
const NUMBER = '([-.0-9]*)';

const LINE = new RegExp(
  `^${[
    WORD,
    WORD,
    WORD,
    '([^ ]*):([0-9]*)',
    '([^ ]*)[:-]([0-9]*)',
    ...Array.from({ length: 3 }, () => NUMBER),
    '(-|[-0-9]*)',
    '(-|[-0-9]*)',
    '([-0-9]*)',
    '([-0-9]*)',
    '"([^ ]*) (.*) (- |[^ ]*)"',
    QUOTED,
    '([A-Z0-9-_]+)',
    '([A-Za-z0-9.-]*)',
    WORD,
    ...Array.from({ length: 3 }, () => QUOTED),
    NUMBER,
    WORD,
    ...Array.from({ length: 7 }, () => QUOTED),
    WORD,
  ].join(' ')}`,
);

/** A row by column; a line of another form is a row of nothing, as in Athena. */
export function albRow(line: string): Record<string, string | null> {
  const values = LINE.exec(line)?.slice(1) ?? [];
  return Object.fromEntries(
    ALB_COLUMNS.map(([name, type], index) => {
      const value = values[index] ?? null;
      return [name, type !== 'string' && value !== null && Number.isNaN(Number.parseFloat(value)) ? null : value];
    }),
  );
}
