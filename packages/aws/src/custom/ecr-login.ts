import type { CommandResult } from '@steadyhand/contracts';
import { CommandFailure, EXIT } from '../failure.ts';
import { search } from '../jmespath/search.ts';
import { connectOperation, type Execution } from '../operation.ts';

/** `aws ecr get-login-password`: the password that the authorization token holds behind its user name. */
export async function ecrGetLoginPassword(execution: Execution): Promise<CommandResult> {
  const { caller } = await connectOperation(execution, 'ecr', 'GetAuthorizationToken');
  const token = search('authorizationData[0].authorizationToken', (await caller.call({})).tree);
  const password = Buffer.from(String(token), 'base64').toString('utf8').split(':')[1];
  if (!password) throw new CommandFailure(EXIT.other, '\nThe registry returned no authorization token.\n');
  return { exitCode: EXIT.done, stdout: `${password}\n`, stderr: '', secrets: [password, String(token)] };
}
