import { expect, test } from 'vitest';
import { beginWatch } from './begin-watch.ts';

test('the first Ctrl-C ends the watch alone, the next is for whoever listened before', () => {
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
  };
  process.on('SIGINT', interrupt);
  try {
    const { ended, over } = beginWatch();
    process.emit('SIGINT');
    expect([ended.aborted, interrupts]).toEqual([true, 0]);
    over();
    process.emit('SIGINT');
    expect(interrupts).toBe(1);
    const second = beginWatch();
    second.over();
    process.emit('SIGINT');
    expect([second.ended.aborted, interrupts]).toEqual([false, 2]);
  } finally {
    process.off('SIGINT', interrupt);
  }
});
