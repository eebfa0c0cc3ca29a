import { expect, test } from 'vitest';
import { styleFor } from '../render/style.ts';
import { readBuiltin } from './builtins.ts';
import { promptText } from './prompt-text.ts';

test.each([
  ['help', { kind: 'help' }],
  [':help', { kind: 'help' }],
  [':effect', { kind: 'help' }],
  [':effect aws ecs delete-cluster', { kind: 'effect', text: 'aws ecs delete-cluster' }],
  ['aws ecs delete-cluster ?', { kind: 'effect', text: 'aws ecs delete-cluster' }],
  [':note it is slow', { kind: 'note', text: 'it is slow' }],
  [':env', { kind: 'env' }],
  [':nothing here', { kind: 'unknown', name: ':nothing' }],
  [': comment', null],
  ['echo ?', { kind: 'effect', text: 'echo' }],
  ['ls a?', null],
  ['echo "is it ?', null],
  ['cat <<EOF\nis it ?', null],
  ['helpful', null],
])('%j', (line, builtin) => {
  expect(readBuiltin(line)).toEqual(builtin);
});

const place = { system: 'chat', environment: 'prod', mode: 'run', readOnly: false } as const;

test('the prompt says where, and in which mode, in the colour of the protection', () => {
  const plain = styleFor({ isTTY: true }, { NO_COLOR: '1' });
  expect(promptText({ ...place, protection: 'guarded' }, plain)).toBe('chat@prod $ ');
  expect(promptText({ ...place, system: null, protection: 'open', mode: 'dry-run', readOnly: true }, plain)).toBe(
    'prod [dry run, read-only] $ ',
  );
  const coloured = styleFor({ isTTY: true }, {});
  expect(promptText({ ...place, protection: 'protected' }, coloured)).toContain('\u001b[31m');
  expect(promptText({ ...place, protection: 'open' }, coloured)).toContain('\u001b[32m');
  expect(promptText({ ...place, protection: 'open' }, styleFor({}, {}))).toBe('chat@prod $ ');
});
