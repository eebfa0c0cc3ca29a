import { isEndless as isEndlessCall } from '@steadyhand/bash';
import type { CommandPlace } from '../rules/rule.ts';

/** Whether a command does not end on its own. One that running text only mentions is none. */
export function isEndless({ command, argv, block }: CommandPlace): boolean {
  return block !== null && isEndlessCall(command.program, argv);
}
