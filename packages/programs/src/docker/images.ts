import type { CommandContext, DockerImage } from '@steadyhand/contracts';
import { type CommandLine, hasOption, lastValue } from '../command-line.ts';
import { askRange } from './ask-range.ts';
import { DockerError } from './docker-error.ts';

export interface Printed {
  stdout?: string;
  stderr?: string;
}

export type Run = (line: CommandLine, context: CommandContext, stdin: string) => Promise<Printed>;

/** Throws in docker's words when there are not so many. */
export function operands(line: CommandLine, command: string, count: number): string[] {
  const given = line.operands.map(({ value }) => value);
  if (given.length === count) return given;
  throw new DockerError(`ERROR: "docker ${command}" requires exactly ${count} argument${count === 1 ? '' : 's'}.`);
}

export async function push(line: CommandLine, context: CommandContext): Promise<Printed> {
  const [reference = ''] = operands(line, 'push', 1);
  const pushed = await pushImage(reference, context);
  return { stdout: hasOption(line, 'quiet') ? `${reference}\n` : pushed };
}

export async function pushImage(reference: string, context: CommandContext): Promise<string> {
  const [image] = await askRange({ command: 'push', reference }, context);
  if (!image) throw new DockerError(`An image does not exist locally with the tag: ${reference}`);
  const { repository, tag: name, digest, sizeBytes } = image;
  const layer = digest.slice('sha256:'.length, 'sha256:'.length + 12);
  return `The push refers to repository [${repository}]\n${layer}: Pushed\n${name}: digest: ${digest} size: ${sizeBytes}\n`;
}

export async function pull(line: CommandLine, context: CommandContext): Promise<Printed> {
  const [reference = ''] = operands(line, 'pull', 1);
  const [image] = await askRange({ command: 'pull', reference }, context).catch((error: unknown) => {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(`Error response from daemon: ${error.message}`);
  });
  if (hasOption(line, 'quiet') || !image) return { stdout: `${reference}\n` };
  const { repository, tag: name, digest } = image;
  const from = repository.slice(repository.indexOf('/') + 1);
  const status = `Status: Downloaded newer image for ${repository}:${name}\n`;
  return { stdout: `${name}: Pulling from ${from}\nDigest: ${digest}\n${status}${repository}:${name}\n` };
}

export async function tag(line: CommandLine, context: CommandContext): Promise<Printed> {
  const [source = '', target = ''] = operands(line, 'tag', 2);
  await daemon(askRange({ command: 'tag', source, target }, context));
  return {};
}

export async function remove(line: CommandLine, context: CommandContext): Promise<Printed> {
  const [reference = ''] = operands(line, 'rmi', 1);
  const removed = await daemon(askRange({ command: 'rmi', reference }, context));
  return { stdout: removed.map(({ repository, tag: name }) => `Untagged: ${repository}:${name}\n`).join('') };
}

export async function images(line: CommandLine, context: CommandContext): Promise<Printed> {
  const [repository] = line.operands.map(({ value }) => value);
  const all = await askRange({ command: 'images' }, context);
  const shown = all.filter((image) => repository === undefined || image.repository === repository).reverse();
  const idOf = ({ digest }: DockerImage) => (hasOption(line, 'no-trunc') ? digest : digest.slice(7, 19));
  if (hasOption(line, 'quiet')) return { stdout: shown.map((image) => `${idOf(image)}\n`).join('') };
  const rows = shown.map((image) => [
    image.repository,
    image.tag,
    idOf(image),
    age(context.clock.now() - image.createdAt),
    size(image.sizeBytes),
  ]);
  const table = [['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)) + 3);
  return { stdout: table.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('')}\n`).join('') };
}

export async function login(line: CommandLine, context: CommandContext, stdin: string): Promise<Printed> {
  const [registry = ''] = operands(line, 'login', 1);
  const fromStdin = hasOption(line, 'password-stdin');
  const password = fromStdin ? stdin.replace(/\r?\n$/, '') : lastValue(line, 'password');
  if (!password || lastValue(line, 'username') !== 'AWS') {
    throw new DockerError('Error: Cannot perform an interactive login from a non TTY device');
  }
  await daemon(askRange({ command: 'login', registry, password }, context));
  const warning = 'WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n';
  return { stdout: 'Login Succeeded\n', stderr: fromStdin ? '' : warning };
}

async function daemon<T>(asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(`Error response from daemon: ${error.message}`);
  });
}

function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'Less than a minute ago';
  if (minutes < 120) return `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toPrecision(3)}kB` : `${(bytes / 1e6).toPrecision(3)}MB`;
}
