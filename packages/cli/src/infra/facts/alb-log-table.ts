/**
 * Access logs of an Application Load Balancer as a table, column by column with the expression that finds it, as AWS'
 * documentation of Athena describes the table ("Create the table for ALB access logs").
 */
const WORD = '([^ ]*)';
const NUMBER = '([-.0-9]*)';
const QUOTED = '"([^"]*)"';
const QUOTED_WORD = '"([^ ]*)"';

interface Field {
  /** Names and types of the columns that its groups give. */
  columns: readonly (readonly [name: string, type: string])[];
  pattern: string;
}

const field = (name: string, type: string, pattern: string): Field => ({ columns: [[name, type]], pattern });

const FIELDS: readonly Field[] = [
  field('type', 'string', WORD),
  field('time', 'string', WORD),
  field('elb', 'string', WORD),
  {
    columns: [
      ['client_ip', 'string'],
      ['client_port', 'int'],
    ],
    pattern: '([^ ]*):([0-9]*)',
  },
  {
    columns: [
      ['target_ip', 'string'],
      ['target_port', 'int'],
    ],
    pattern: '([^ ]*)[:-]([0-9]*)',
  },
  field('request_processing_time', 'double', NUMBER),
  field('target_processing_time', 'double', NUMBER),
  field('response_processing_time', 'double', NUMBER),
  field('elb_status_code', 'int', '(|[-0-9]*)'),
  field('target_status_code', 'string', '(-|[-0-9]*)'),
  field('received_bytes', 'bigint', '([-0-9]*)'),
  field('sent_bytes', 'bigint', '([-0-9]*)'),
  {
    columns: [
      ['request_verb', 'string'],
      ['request_url', 'string'],
      ['request_proto', 'string'],
    ],
    pattern: '"([^ ]*) (.*) (- |[^ ]*)"',
  },
  field('user_agent', 'string', QUOTED),
  field('ssl_cipher', 'string', '([A-Z0-9-_]+)'),
  field('ssl_protocol', 'string', '([A-Za-z0-9.-]*)'),
  field('target_group_arn', 'string', WORD),
  field('trace_id', 'string', QUOTED),
  field('domain_name', 'string', QUOTED),
  field('chosen_cert_arn', 'string', QUOTED),
  field('matched_rule_priority', 'string', NUMBER),
  field('request_creation_time', 'string', WORD),
  field('actions_executed', 'string', QUOTED),
  field('redirect_url', 'string', QUOTED),
  field('lambda_error_reason', 'string', QUOTED_WORD),
  field('target_port_list', 'string', '"([^\\s]+?)"'),
  field('target_status_code_list', 'string', '"([^\\s]+)"'),
  field('classification', 'string', QUOTED_WORD),
  field('classification_reason', 'string', QUOTED_WORD),
];

/** The last column came later, and lines may grow further: what follows it is let be. */
const TRACE = { name: 'conn_trace_id', type: 'string' };
const TAIL = ' ?([^ ]*)?(?: .*)?';

export const ALB_LOG_TABLE = {
  columns: [...FIELDS.flatMap(({ columns }) => columns.map(([name, type]) => ({ name, type }))), TRACE],
  regex: FIELDS.map(({ pattern }) => pattern).join(' ') + TAIL,
  serde: 'org.apache.hadoop.hive.serde2.RegexSerDe',
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
} as const;

/** Folder of the bucket into which a load balancer writes. */
export function logFolder(prefix: string): string {
  return prefix === '' ? 'AWSLogs' : `${prefix}/AWSLogs`;
}
