import { reportError } from './errors.ts';
import { createProgram } from './program.ts';

const [, , ...args] = process.argv;

/** `steady aws …` takes everything after `aws` as it stands, options of its own included. */
async function main(): Promise<number> {
  if (args[0] === 'aws') {
    const { awsCommand } = await import('./commands/aws.ts');
    return awsCommand(args.slice(1));
  }
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  await program.parseAsync(args, { from: 'user' });
  return exitCode;
}

main()
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.exitCode = reportError(error, args.includes('--json'));
    },
  )
  // Everything is written and nothing is under way. Node 20 may then spin for ever over handles that it has closed
  // (node::Environment::CleanupHandles); an exit from within the exit leaves that out.
  .finally(() => process.once('exit', () => process.exit()));
