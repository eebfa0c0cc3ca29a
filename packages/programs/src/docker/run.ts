import type { Call, CommandContext, CommandResult } from '@steadyhand/contracts';
import { optionTable, parseCommandLine } from '../command-line.ts';
import { build } from './build.ts';
import type { DockerCall, DockerCommand } from './command-words.ts';
import { DockerError } from './docker-error.ts';
import { images, login, pull, push, type Run, remove, tag } from './images.ts';

interface Command {
  options: readonly string[];
  run: Run;
}

/** Options that change nothing where every image is made in one way. */
const WITHOUT_MEANING = ['--no-cache', '--pull', '--load', '--progress=', '--provenance=', '--sbom=', '--platform='];
const QUIET = '-q, --quiet';

const COMMANDS: Readonly<Record<DockerCommand, Command>> = {
  build: { options: ['-t, --tag=', QUIET, '-f, --file=', '--push', ...WITHOUT_MEANING], run: build },
  push: { options: [QUIET, '--platform='], run: push },
  pull: { options: [QUIET, '--platform='], run: pull },
  tag: { options: [], run: tag },
  images: { options: [QUIET, '--no-trunc', '-a, --all'], run: images },
  rmi: { options: ['-f, --force'], run: remove },
  login: { options: ['-u, --username=', '-p, --password=', '--password-stdin'], run: login },
};

/** Carries a command out on the images of the range; it fails as docker does: with 1 and its words. */
export async function runDocker(
  { command, argv }: DockerCall,
  { stdin }: Call,
  context: CommandContext,
): Promise<CommandResult> {
  const { options, run } = COMMANDS[command];
  const line = parseCommandLine(argv, optionTable(options), { permute: true, equals: true });
  try {
    if (line.problem) throw new DockerError(`docker ${command}: a range has no use for ${line.problem.spelling}`);
    const { stdout = '', stderr = '' } = await run(line, context, stdin ?? '');
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return { exitCode: 1, stdout: '', stderr: `${error.message}\n` };
  }
}
