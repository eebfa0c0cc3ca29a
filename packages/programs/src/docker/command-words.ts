/** What of docker a range carries out: images. Containers are its tasks, which ECS shows. */
export const DOCKER_COMMANDS = ['build', 'push', 'pull', 'tag', 'images', 'rmi', 'login'] as const;
export type DockerCommand = (typeof DOCKER_COMMANDS)[number];

const LONGER: Readonly<Record<string, DockerCommand>> = {
  'image build': 'build',
  'buildx build': 'build',
  'builder build': 'build',
  'image push': 'push',
  'image pull': 'pull',
  'image tag': 'tag',
  'image ls': 'images',
  'image list': 'images',
  'image rm': 'rmi',
};

export interface DockerCall {
  command: DockerCommand;
  /** What stands behind its words. */
  argv: readonly string[];
}

/** Null for a command that has no meaning in a range. */
export function dockerCommand(argv: readonly string[]): DockerCall | null {
  const [first = '', second = ''] = argv;
  const longer = LONGER[`${first} ${second}`];
  if (longer) return { command: longer, argv: argv.slice(2) };
  const command = DOCKER_COMMANDS.find((name) => name === first);
  return command ? { command, argv: argv.slice(1) } : null;
}
