import { type AwsGrammarOptions, createAwsGrammar, parseCommand } from '@steadyhand/aws-catalog';
import type { Call, CommandContext, CommandHandler, CommandResult, Effect } from '@steadyhand/contracts';
import type { ConnectionCache } from './connection.ts';
import { EXIT, usageFailure } from './failure.ts';
import { isStandardInput } from './input/file-values.ts';
import { createRunner, type InstalledOptions } from './installed/runner.ts';
import type { Io } from './io.ts';
import { previewCall } from './preview.ts';
import { reconcileCall } from './reconcile.ts';
import { actAs, type RoleKind, type RoleSessions } from './role-session.ts';
import { type CallerCache, checkSameAccount } from './same-account.ts';

const TABLE_WIDTH = 80;
const FOLLOW_MS = 60_000;
const DENIED = /\((?:AccessDenied\w*|UnauthorizedOperation|AuthorizationError\w*)\)/;

export interface AwsHandlerOptions extends AwsGrammarOptions, InstalledOptions {
  /**
   * How long `logs tail --follow` goes on, in milliseconds of the session's clock: a minute, as nobody may be there to
   * end it. `Infinity` where somebody is.
   */
  followMs?: number;
}

/** The `aws` program. Connections are kept for the life of the handler. */
export function createAwsHandler(options: AwsHandlerOptions = {}): CommandHandler {
  const runner = createRunner(options);
  const cache: ConnectionCache = new Map();
  const callers: CallerCache = new Map();
  const sessions: RoleSessions = new Map();
  const grammar = createAwsGrammar(options);
  const ioFor = async (call: Call, context: CommandContext, kind: RoleKind | null): Promise<Io> => {
    const io = { ...ioOf(call, context), followMs: options.followMs ?? FOLLOW_MS };
    await checkSameAccount(call.argv, { io, cache }, callers);
    return kind === null ? io : actAs(kind, { io, globals: parseCommand(call.argv).globals, cache, sessions });
  };
  return {
    grammar,
    get version() {
      return runner.version;
    },
    readsStdin,
    prepare: async (context) => {
      const io = ioOf({ stdin: null }, context);
      await runner.prepare();
      for (const kind of ['read', 'change'] as const)
        await actAs(kind, { io, globals: new Map<string, string>(), cache, sessions });
    },
    run: async (call, context) => {
      const kind = roleFor(call, context.effect ?? grammar.analyse(call).effect);
      const result = await runner.run(call.argv, { io: await ioFor(call, context, kind), cache });
      return kind === 'read' ? sayWhyDenied(result, context) : result;
    },
    preview: async (call, context) => previewCall(call.argv, { io: await ioFor(call, context, 'read'), cache }),
    reconcile: async (call, context, intent) =>
      reconcileCall(call.argv, intent, { io: await ioFor(call, context, 'read'), cache }),
  };
}

/** Who the caller is, is asked as the caller; what sends nothing needs no role. */
function roleFor({ argv }: Call, effect: Effect): RoleKind | null {
  const { service, command } = parseCommand(argv);
  if (effect === 'local' || `${service} ${command}` === 'sts get-caller-identity') return null;
  return effect === 'read' ? 'read' : 'change';
}

/** Whoever meets this must know that it is not their own rights that were missing. */
function sayWhyDenied(result: CommandResult, { target }: CommandContext): CommandResult {
  const role = target.roles?.read;
  if (role === undefined || result.exitCode !== EXIT.service || !DENIED.test(result.stderr)) return result;
  const why = `steadyhand: this was judged a read, and was made as ${role} under a session policy that cannot write\n`;
  return { ...result, stderr: `${result.stderr}${why}` };
}

/** True for `file:///dev/stdin` and for `s3 cp -`. */
function readsStdin(argv: readonly string[]): boolean {
  const fromFile = argv.some((word) => {
    const path = /(?:^|=)fileb?:\/\/(.*)$/.exec(word)?.[1];
    return path !== undefined && isStandardInput(path);
  });
  const parsed = parseCommand(argv);
  return fromFile || (parsed.service === 's3' && parsed.positionals[0]?.text === '-');
}

/** A session gives text, or bytes as latin-1 where they are no UTF-8; those in between could be either. */
function standardInput(text: string | null): Uint8Array {
  if (text !== null && /^[\0-\xff]*$/.test(text) && /[\x80-\xff]/.test(text)) {
    throw usageFailure('standard input that is not plain text cannot be told apart here: write it to a file first');
  }
  return new TextEncoder().encode(text ?? '');
}

function ioOf(call: Pick<Call, 'stdin'>, context: CommandContext): Io {
  const { env, clock, signal, target, clientToken, runId } = context;
  return {
    env,
    clock,
    signal,
    target,
    cwd: context.cwd,
    stdin: () => standardInput(call.stdin),
    width: TABLE_WIDTH,
    readFile: (path) => context.readFile(path),
    writeFile: (path, data) => context.writeFile(path, data),
    listFiles: async (folder) => (await context.listFiles?.(folder)) ?? null,
    live: (chunk) => context.live(chunk),
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(runId === undefined ? {} : { runId }),
  };
}
