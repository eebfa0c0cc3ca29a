/** Why docker could not do what it was asked, in its words; the command ends with 1. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
}
