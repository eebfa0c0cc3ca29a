import { wallClock } from '../wall-clock.ts';

/** `steady aws …`: the interpreter as a drop-in for the AWS CLI. */
export async function awsCommand(argv: readonly string[]): Promise<number> {
  const { runAws } = await import('@steadyhand/aws');
  return runAws(argv, process, wallClock);
}
