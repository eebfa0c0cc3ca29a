import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  AGENT_FLAGS,
  AGENT_PAYLOAD,
  AgentMessageError,
  decodeAgentMessage,
  encodeAgentMessage,
} from './agent-message.ts';

const message = {
  type: 'input_stream_data',
  id: '00112233-4455-6677-8899-aabbccddeeff',
  sequence: 5,
  created: 1_767_614_400_123,
  flags: AGENT_FLAGS.first,
  payloadType: AGENT_PAYLOAD.output,
  payload: Buffer.from('ls\n'),
} as const;

test('every field stands where the agent looks for it', () => {
  const hex = Buffer.from(encodeAgentMessage(message)).toString('hex');
  const header = [
    '00000074',
    Buffer.from('input_stream_data               ').toString('hex'),
    '00000001',
    '0000019b8e07467b',
    '0000000000000005',
    '0000000000000001',
    '8899aabbccddeeff0011223344556677',
    'e9fe7e88e89d532379960402db8f9458194dae772aa5fda5a12806c22215f0ff',
    '00000001',
    '00000003',
  ];
  expect(hex).toBe([...header, Buffer.from('ls\n').toString('hex')].join(''));
});

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(), fc.uint8Array({ maxLength: 300 }), (id, sequence, payload) => {
      const read = decodeAgentMessage(encodeAgentMessage({ ...message, id, sequence, payload }));
      expect({ ...read, payload: [...read.payload] }).toEqual({ ...message, id, sequence, payload: [...payload] });
    }),
  );
});

test('a payload that was cut or changed is refused', () => {
  const bytes = encodeAgentMessage(message);
  expect(() => decodeAgentMessage(bytes.subarray(0, 121))).toThrow(AgentMessageError);
  expect(() => decodeAgentMessage(bytes.subarray(0, 50))).toThrow(AgentMessageError);
  const changed = Uint8Array.from(bytes);
  changed[120] = 0x4c;
  expect(() => decodeAgentMessage(changed)).toThrow('digest');
});
