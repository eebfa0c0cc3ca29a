import type { CommandContext } from '@steadyhand/contracts';
import { type CommandLine, hasOption, lastValue } from '../command-line.ts';
import { askRange } from './ask-range.ts';
import { contextFolder } from './context-folder.ts';
import { DockerError } from './docker-error.ts';
import { operands, type Printed, pushImage } from './images.ts';

/** Makes an image of a folder; what BuildKit reports of its steps goes to standard error, as from docker. */
export async function build(line: CommandLine, context: CommandContext): Promise<Printed> {
  const [path = ''] = operands(line, 'build', 1);
  const tags = line.options.filter(({ name }) => name === 'tag').map(({ value }) => value ?? '');
  const folder = await contextFolder(path, context);
  const note = `#1 [internal] load build context ${path}\n${dockerfileNote(line)}#2 bundle main.ts\n`;
  const made = await askRange({ command: 'build', context: folder, tags }, context).catch((error: unknown) => {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(`${note}ERROR: failed to solve: ${error.message}`);
  });
  const digest = made[0]?.digest ?? '';
  const names = tags.map((tag) => `#3 naming to ${tag} done\n`).join('');
  const pushed = hasOption(line, 'push') ? await Promise.all(tags.map((tag) => pushImage(tag, context))) : [];
  if (hasOption(line, 'quiet')) return { stdout: `${digest}\n` };
  return { stderr: `${note}#3 exporting to image\n#3 writing image ${digest} done\n${names}${pushed.join('')}` };
}

/** It is never read, and whoever reads the output should know. */
function dockerfileNote(line: CommandLine): string {
  const file = lastValue(line, 'file') ?? 'Dockerfile';
  return `#1 note: ${file} is not read; an image of a range is the program main.ts and the files beside it\n`;
}
