/** A script that has something to do at its end, in whatever way it ends. */
import { quoteWord } from '@steadyhand/bash';
import type { ExecResult } from 'just-bash';
import { type ExitTraps, guardTrap, ownFunctions } from './exit-traps.ts';
import { GUARD_FUNCTIONS, guardText } from './guard-text.ts';
import { isOwnName, LEAVE, nameShell, STATUS } from './trap-functions.ts';

interface TrappedScript {
  text: string;
  /** Shell text that comes first. */
  first: readonly string[];
  /** Carries shell text out in a shell of its own. */
  run(script: string): Promise<ExecResult>;
  signal: AbortSignal | undefined;
}

/** Not in a subshell as other scripts are: its variables would be gone where it ends in the middle. */
export async function runTrapped(traps: ExitTraps, script: TrappedScript): Promise<ExecResult> {
  const { text, first, run, signal } = script;
  const own = ownFunctions(text);
  const name = traps.begin(own.names);
  const result = await run([GUARD_FUNCTIONS, nameShell(name), ...first, guardText(text), LEAVE].join('\n'));
  const trap = signal?.aborted ? null : traps.take(name);
  if (trap === null) return result;
  const { exitCode } = result;
  const variables = variablesOf(result);
  const last = await run(
    [
      GUARD_FUNCTIONS,
      nameShell(''),
      ...first,
      own.definitions,
      ...variables.map(([variable, value]) => `${variable}=${quoteWord(value)}`),
      `cd ${quoteWord(result.env?.PWD ?? '.')}`,
      ...(errexit(result) ? ['set -e'] : []),
      `${STATUS} ${exitCode} || eval ${quoteWord(guardTrap(trap))}`,
      `exit ${exitCode}`,
    ].join('\n'),
  );
  return joined(result, last);
}

/** Variables that the shell sets itself, or that cannot be set. */
const KEPT =
  /^(?:BASH\w*|EUID|UID|PPID|SHLVL|SHELLOPTS|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|PATH|PWD|OLDPWD|OPTIND|PIPESTATUS|LINENO|_)$/;

function variablesOf({ env = {} }: ExecResult): [string, string][] {
  return Object.entries(env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !KEPT.test(name) && !isOwnName(name));
}

function errexit({ env }: ExecResult): boolean {
  return /\berrexit\b/.test(env?.SHELLOPTS ?? '');
}

function joined(first: ExecResult, last: ExecResult): ExecResult {
  const isBinary = first.stdoutKind === 'bytes' || last.stdoutKind === 'bytes';
  const bytes = ({ stdout, stdoutKind }: ExecResult): string =>
    isBinary && stdoutKind !== 'bytes' ? Buffer.from(stdout).toString('latin1') : stdout;
  return {
    exitCode: last.exitCode,
    stdout: bytes(first) + bytes(last),
    stderr: first.stderr + last.stderr,
    ...(isBinary ? { stdoutKind: 'bytes' } : {}),
  };
}
