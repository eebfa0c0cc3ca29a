import type { JudgeShell } from '@steadyhand/contracts';
import type { EffectRule } from './effect-overrides.ts';
import type { Judgement } from './effects.ts';
import type { ParsedCommand } from './parse-command.ts';

const SECRET_SETTING = /secret|token|password/i;

/** Commands that are always the same. Those that `EFFECT_OVERRIDES` names are judged there. */
const FIXED: Readonly<Record<string, EffectRule>> = {
  's3 ls': { effect: 'read', why: 'lists buckets or objects' },
  's3 mb': { effect: 'change', why: 'makes a bucket' },
  's3 website': { effect: 'change', why: "sets a bucket's website" },
  'eks update-kubeconfig': { effect: 'read', why: 'reads the cluster and writes the local kubeconfig' },
  'sso login': { effect: 'local', why: 'writes local credentials' },
  'sso logout': { effect: 'local', why: 'removes local credentials' },
  'configure set': { effect: 'local', why: 'writes the local configuration' },
  'configure list': { effect: 'local', why: 'prints the local configuration' },
  'configure list-profiles': { effect: 'local', why: 'prints the local configuration' },
  'configure import': { effect: 'local', why: 'writes local credentials' },
  'configure sso': { effect: 'local', why: 'writes the local configuration' },
  'configure sso-session': { effect: 'local', why: 'writes the local configuration' },
  'configure export-credentials': { effect: 'reveal', why: 'prints credentials' },
  'configure ': { effect: 'local', why: 'asks for the local configuration' },
  'cloudformation package': { effect: 'change', why: 'uploads to a bucket' },
  'ecs deploy': { effect: 'change', why: 'deploys a task definition' },
  'codeartifact login': { effect: 'reveal', why: 'writes a token into the local configuration' },
  'cloudtrail validate-logs': { effect: 'read', why: 'compares digests' },
};

/** `unresolved`: indices of the words whose text is not known yet. */
export function judgeCustom(parsed: ParsedCommand, unresolved: ReadonlySet<number>): Judgement {
  const name = `${parsed.service} ${parsed.command}`;
  const fixed = Object.hasOwn(FIXED, name) ? FIXED[name] : undefined;
  if (fixed) return { effect: fixed.effect, reason: fixed.why };
  if (name === 'configure get') {
    return SECRET_SETTING.test(parsed.positionals[0]?.text ?? 'secret')
      ? { effect: 'reveal', reason: 'prints a credential' }
      : { effect: 'local', reason: 'prints the local configuration' };
  }
  return parsed.service === 's3'
    ? judgeTransfer(parsed, unresolved)
    : { effect: 'unknown', reason: `${name} is not judged` };
}

/** `s3 cp|mv|rm|sync|rb`: the direction decides. */
function judgeTransfer(parsed: ParsedCommand, unresolved: ReadonlySet<number>): Judgement {
  const has = (flag: string) => parsed.given.some((option) => option.flag.name === flag);
  if (has('dryrun')) return { effect: 'read', reason: '--dryrun only lists' };
  if (parsed.command === 'rm' || parsed.command === 'rb') return { effect: 'destroy', reason: 'removes objects' };
  if (parsed.command === 'mv') return { effect: 'destroy', reason: 'removes the source' };
  if (has('delete')) return { effect: 'destroy', reason: '--delete removes what the source does not have' };
  const target = parsed.positionals[1];
  if (!target) return { effect: 'unknown', reason: 'the target is not known' };
  if (unresolved.has(target.index) && !/^(?:s3:\/\/|[./~])/.test(target.text)) {
    return { effect: 'change', reason: 'may write objects; the target is not known' };
  }
  if (target.text.startsWith('s3://')) return { effect: 'change', reason: 'writes objects' };
  if (ELSEWHERE.test(target.text)) return { effect: 'change', reason: `writes files under ${target.text}` };
  return { effect: 'read', reason: 'downloads into the session' };
}

/** Folders of the machine that outlive the work at hand. */
const ELSEWHERE = /^\/(?!(?:var\/)?tmp\/|dev\/(?:null|stdout)$)/;

const BARE_SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|a|da|z)?sh(?:\s+-[il]+)?$/;

/** `ecs execute-command` and `ssm start-session` do what they carry. */
export function judgeCarried(carried: string | undefined, judgeShell: JudgeShell | undefined): Judgement {
  if (carried === undefined || BARE_SHELL.test(carried.trim())) {
    return { effect: 'change', reason: 'opens a shell in which a person may do anything' };
  }
  if (!judgeShell) return { effect: 'unknown', reason: `carries a command that is not judged: ${carried}` };
  const { effect, reason } = judgeShell(carried);
  return { effect, reason: `carries "${carried}": ${reason}` };
}

/** `ssm send-command` with the document that runs shell; undefined where what it carries cannot be seen. */
export function judgeSent(
  document: string | undefined,
  parameters: string | undefined,
  judgeShell: JudgeShell | undefined,
): Judgement | undefined {
  const script = document === 'AWS-RunShellScript' ? sentScript(parameters ?? '') : null;
  return script === null || !judgeShell ? undefined : judgeCarried(script, judgeShell);
}

/** The lines behind `commands` in JSON or shorthand; null where anything else stands there too. */
function sentScript(parameters: string): string | null {
  const list = /^\s*commands=(\[.*\])\s*$/s.exec(parameters)?.[1];
  const word = /^\s*commands=([^\s,"'[\]]+)\s*$/.exec(parameters)?.[1];
  if (word !== undefined) return word;
  try {
    const value: unknown = JSON.parse(list === undefined ? parameters : `{"commands":${list}}`);
    const { commands, ...rest } = value as Record<string, unknown>;
    const isLines = Array.isArray(commands) && commands.every((line) => typeof line === 'string');
    return isLines && Object.keys(rest).length === 0 ? commands.join('\n') : null;
  } catch {
    return null;
  }
}
