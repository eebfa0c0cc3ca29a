import { type AwsGrammarOptions, createAwsGrammar, parseCommand } from '@steadyhand/aws-catalog';
import type { Call, CommandContext, CommandHandler } from '@steadyhand/contracts';
import type { ClientCache } from './connection.ts';
import { execute } from './execute.ts';
import { isStandardInput } from './input/file-values.ts';
import type { Io } from './io.ts';
import { previewCall } from './preview.ts';

const TABLE_WIDTH = 80;

/** The `aws` program. Connections are kept for the life of the handler. */
export function createAwsHandler(options: AwsGrammarOptions = {}): CommandHandler {
  const cache: ClientCache = new Map();
  return {
    grammar: createAwsGrammar(options),
    version: 'aws@1',
    readsStdin,
    run: (call, context) => execute(call.argv, { io: ioOf(call, context), cache }),
    preview: (call, context) => previewCall(call.argv, { io: ioOf(call, context), cache }),
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
  };
}
