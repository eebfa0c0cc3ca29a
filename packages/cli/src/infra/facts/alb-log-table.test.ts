import { expect, test } from 'vitest';
import { ALB_LOG_TABLE } from './alb-log-table.ts';

/** A line as `log-line.ts` of the range's balancer writes it. */
const LINE =
  'wss 2026-05-01T12:00:00.000000Z app/chat/0123456789abcdef 203.0.113.7:40000 10.0.1.5:3001 0.000 0.002 0.000 101 101 ' +
  '218 587 "GET https://chat.example.com:443/socket.io/?x=a b HTTP/1.1" "curl/8.5.0" TLS_AES_128_GCM_SHA256 TLSv1.3 ' +
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/realtime/0123456789abcdef "Root=1-2-3" ' +
  '"chat.example.com" "arn:aws:acm:us-east-1:123456789012:certificate/1" 1 2026-05-01T11:59:59.000000Z "waf,forward" ' +
  '"-" "-" "10.0.1.5:3001" "101" "-" "-" TID_0123';

test('the expression finds every column of a line', () => {
  const [, ...found] = new RegExp(`^${ALB_LOG_TABLE.regex}$`).exec(LINE) ?? [];
  const row = Object.fromEntries(ALB_LOG_TABLE.columns.map(({ name }, at) => [name, found[at]]));
  expect(found).toHaveLength(ALB_LOG_TABLE.columns.length);
  expect(row).toMatchObject({
    type: 'wss',
    client_ip: '203.0.113.7',
    client_port: '40000',
    target_ip: '10.0.1.5',
    elb_status_code: '101',
    request_url: 'https://chat.example.com:443/socket.io/?x=a b',
    actions_executed: 'waf,forward',
    target_status_code_list: '101',
    conn_trace_id: 'TID_0123',
  });
});

test('fields that come to lines later are let be', () => {
  const [, ...found] = new RegExp(`^${ALB_LOG_TABLE.regex}$`).exec(`${LINE} "-" "more"`) ?? [];
  expect(found.at(-1)).toBe('TID_0123');
});
