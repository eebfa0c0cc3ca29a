import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, encodeFrame, OPCODE } from './web-socket-frames.ts';

test('the examples of RFC 6455, section 5.7', () => {
  const hello = Buffer.from('Hello');
  expect(encodeFrame({ opcode: OPCODE.text, payload: hello }, false).toString('hex')).toBe('810548656c6c6f');
  const reader = createFrameReader(1000);
  const masked = Buffer.from('818537fa213d7f9f4d5158', 'hex');
  expect(reader.read(masked)).toMatchObject([{ opcode: OPCODE.text, payload: hello }]);
  expect(reader.read(Buffer.from('010348656c', 'hex'))).toEqual([]);
  const ping = encodeFrame({ opcode: OPCODE.ping, payload: hello }, false);
  expect(reader.read(ping)).toMatchObject([{ opcode: OPCODE.ping }]);
  expect(reader.read(Buffer.from('80026c6f', 'hex'))).toEqual([{ opcode: OPCODE.text, payload: hello }]);
});

test('a message is read whole, however it was cut', () => {
  const sizes = fc.constantFrom(0, 1, 125, 126, 127, 65_535, 65_536);
  fc.assert(
    fc.property(sizes, fc.boolean(), fc.integer({ min: 1, max: 20_000 }), (size, isMasked, step) => {
      const payload = Buffer.alloc(size, 7);
      const bytes = encodeFrame({ opcode: OPCODE.binary, payload }, isMasked);
      const reader = createFrameReader(100_000);
      const read = [];
      for (let at = 0; at < bytes.length; at += step) read.push(...reader.read(bytes.subarray(at, at + step)));
      expect(read).toHaveLength(1);
      expect(read[0]?.payload.equals(payload)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a message that is too long is refused before it is there', () => {
  const head = encodeFrame({ opcode: OPCODE.binary, payload: new Uint8Array(2000) }, false).subarray(0, 10);
  expect(() => createFrameReader(1000).read(head)).toThrow(RangeError);
});
