/** The exit codes of the AWS CLI, version 2. */
export const EXIT = { done: 0, interrupted: 130, usage: 252, configuration: 253, service: 254, other: 255 } as const;

/** A command that ends with a message on standard error. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;
  /** Printed before the failure showed, by commands that go on after one. */
  readonly stdout: string;

  constructor(exitCode: number, message: string, stdout = '') {
    super(message);
    this.exitCode = exitCode;
    this.stdout = stdout;
  }
}

const USAGE = `
usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help

`;

/** What is not carried out here, and an installed AWS CLI may be asked for. Nothing was sent. */
export class Unsupported extends CommandFailure {}

export function usageFailure(problem: string): CommandFailure {
  return new CommandFailure(EXIT.usage, `${USAGE}aws: error: ${problem}\n`);
}

/** A parameter that cannot be turned into the operation's input. */
export function parameterFailure(option: string, problem: string): CommandFailure {
  return new CommandFailure(EXIT.usage, `\nError parsing parameter '${option}': ${problem}\n`);
}

/** An error that the service answered with. */
export class ServiceFailure extends CommandFailure {
  readonly code: string;
  readonly status: number | undefined;

  constructor(operation: string, error: { code: string; message: string; status: number | undefined }) {
    super(
      EXIT.service,
      `\nAn error occurred (${error.code}) when calling the ${operation} operation: ${error.message}\n`,
    );
    this.code = error.code;
    this.status = error.status;
  }
}
