/** What the prompt itself understands, in front of the shell. */
import { isUnfinished } from '@steadyhand/bash';

export const BUILTINS = [':effect', ':env', ':help', ':note'] as const;

export type Builtin =
  | { kind: 'effect'; text: string }
  | { kind: 'note'; text: string }
  | { kind: 'env' }
  | { kind: 'help' }
  /** It begins like one. */
  | { kind: 'unknown'; name: string };

/** Null for what is for the shell. A line that ends in a lone `?` asks for its effect; one that goes on is the shell's. */
export function readBuiltin(line: string): Builtin | null {
  const text = line.trim();
  if (text.includes('\n')) return null;
  if (text === 'help' || text === '?') return { kind: 'help' };
  const [, asked] = /^([^:].*?)\s\?$/s.exec(text) ?? [];
  if (asked !== undefined && !isUnfinished(text)) return { kind: 'effect', text: asked };
  const [, name, rest = ''] = /^(:[a-z]+)(?:\s+(.*))?$/s.exec(text) ?? [];
  switch (name) {
    case undefined:
      return null;
    case ':effect':
      return rest === '' ? { kind: 'help' } : { kind: 'effect', text: rest };
    case ':note':
      return rest === '' ? { kind: 'help' } : { kind: 'note', text: rest };
    case ':env':
      return { kind: 'env' };
    case ':help':
      return { kind: 'help' };
    default:
      return { kind: 'unknown', name };
  }
}

export const HELP = `Lines are bash, in one session: variables, functions and the folder last. Programs are those that Steadyhand knows.
Reads run at once. What changes something, reveals a secret or is not understood is shown first, and asked for.
Files that you write stay in the session; the folder that you came from is read and never changed.

  :effect LINE   what its commands would do, and what becomes of them; nothing runs. LINE ? does the same
  :note TEXT     keeps TEXT in the record
  :env           where commands go, as whom, and under which rules
  :help          this

  Tab completes programs, operations, options, values and what there is (--cluster Tab); Ctrl-R searches what was typed.
  Ctrl-C clears the line, or stops what runs: a change comes to its end first, a second Ctrl-C cuts it.
  exit, Ctrl-D, or Ctrl-C twice at an empty prompt leaves, with the exit code of the last command.
`;
