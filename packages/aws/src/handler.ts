import { type AwsGrammarOptions, createAwsGrammar, parseCommand } from '@steadyhand/aws-catalog';
import type { Call, CommandContext, CommandHandler } from '@steadyhand/contracts';
import type { ClientCache } from './connection.ts';
import { execute } from './execute.ts';
import { isStandardInput } from './input/file-values.ts';
import type { Io } from './io.ts';
import { previewCall } from './preview.ts';
import { reconcileCall } from './reconcile.ts';
import { type CallerCache, checkSameAccount } from './same-account.ts';

const TABLE_WIDTH = 80;

/** The `aws` program. Connections are kept for the life of the handler. */
export function createAwsHandler(options: AwsGrammarOptions = {}): CommandHandler {
  const cache: ClientCache = new Map();
  const callers: CallerCache = new Map();
  return {
    grammar: createAwsGrammar(options),
    version: 'aws@1',
    readsStdin,
    run: async (call, context) => {
      const io = ioOf(call, context);
      await checkSameAccount(call.argv, { io, cache }, callers);
      return execute(call.argv, { io, cache });
    },
    preview: (call, context) => previewCall(call.argv, { io: ioOf(call, context), cache }),
    reconcile: async (call, context, intent) => {
      const io = ioOf(call, context);
      await checkSameAccount(call.argv, { io, cache }, callers);
      return reconcileCall(call.argv, intent, { io, cache });
    },
  };
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

function ioOf(call: Call, context: CommandContext): Io {
  const { env, clock, signal, target } = context;
  return {
    env,
    clock,
    signal,
    target,
    stdin: call.stdin,
    width: TABLE_WIDTH,
    readFile: (path) => context.readFile(path),
    writeFile: (path, data) => context.writeFile(path, data),
    live: (chunk) => context.live(chunk),
    ...(context.clientToken && { clientToken: context.clientToken }),
  };
}
