/** Roles that a profile names, assumed as the AWS CLI assumes them: at the endpoint of STS that is configured. */
import { readFile } from 'node:fs/promises';
import { loadSdk } from './clients.ts';
import { CommandFailure, EXIT, ServiceFailure } from './failure.ts';
import type { Credentials } from './io.ts';
import type { Env, Profile } from './profile.ts';

export interface AssumeRequest {
  profile: Profile;
  env: Env;
  region: string;
  /** PEM certificates to trust. */
  ca: string | undefined;
  /** Milliseconds since the epoch: names sessions that have no name. */
  now(): number;
  /** Of a service that is asked for credentials; undefined for AWS's own. */
  endpointOf(service: string, profile: Profile): string | undefined;
  /** Asks whoever sits at the terminal; absent where nobody does. */
  askCode?: ((prompt: string) => Promise<string>) | undefined;
}

interface TokenRole {
  role: string;
  tokenFile: string;
  name: string | undefined;
}

interface AssumedCredentials extends Credentials {
  expiration: Date;
}

/** The role of the profile. */
export async function assumeRole(request: AssumeRequest, source: Credentials): Promise<AssumedCredentials> {
  const { profile, now } = request;
  const { role_arn, role_session_name, external_id, mfa_serial, duration_seconds } = profile.settings;
  const input = {
    RoleArn: role_arn,
    RoleSessionName: role_session_name ?? `botocore-session-${Math.floor(now() / 1000)}`,
    ...(external_id === undefined ? {} : { ExternalId: external_id }),
    ...(duration_seconds === undefined ? {} : { DurationSeconds: Number(duration_seconds) }),
    ...(mfa_serial === undefined ? {} : { SerialNumber: mfa_serial, TokenCode: await codeOf(request, mfa_serial) }),
  };
  return ask('AssumeRole', input, { ...request, credentials: source });
}

/** A role by the token of a file, as in a Kubernetes pod. */
export async function assumeWithToken(
  request: AssumeRequest,
  { role, tokenFile, name }: TokenRole,
): Promise<AssumedCredentials> {
  const WebIdentityToken = await readFile(tokenFile, 'utf8');
  const RoleSessionName = name ?? `botocore-session-${Math.floor(request.now() / 1000)}`;
  const input = { RoleArn: role, RoleSessionName, WebIdentityToken: WebIdentityToken.trim() };
  return ask('AssumeRoleWithWebIdentity', input, { ...request, credentials: undefined });
}

async function codeOf({ profile, askCode }: AssumeRequest, serial: string): Promise<string> {
  if (askCode) return askCode(`Enter MFA code for ${serial}: `);
  throw new CommandFailure(
    EXIT.other,
    `\nThe profile "${profile.name}" needs a code of ${serial}, and there is no terminal to ask on. Take a session first (aws sts get-session-token), and give its keys.\n`,
  );
}

async function ask(
  operation: string,
  input: object,
  request: AssumeRequest & { credentials: Credentials | undefined },
): Promise<AssumedCredentials> {
  const { region, ca, endpointOf, credentials } = request;
  const endpoint = endpointOf('sts', request.profile);
  const sdk = await loadSdk('sts');
  const command = sdk?.createCommand(operation, input);
  const client = sdk?.createClient({
    region,
    credentials: credentials ?? { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: { ca } } }),
  });
  if (!client || !command) throw new CommandFailure(EXIT.other, '\nThe client of sts is not bundled\n');
  try {
    const response = await client.send(command, { abortSignal: new AbortController().signal });
    return credentialsOf(response.Credentials);
  } catch (error) {
    throw failureOf(operation, error);
  } finally {
    client.destroy();
  }
}

function credentialsOf(given: unknown): AssumedCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (given ?? {}) as Record<string, unknown>;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || !(Expiration instanceof Date))
    throw new CommandFailure(EXIT.other, '\nSTS gave no credentials\n');
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, expiration: Expiration };
  return typeof SessionToken === 'string' ? { ...keys, sessionToken: SessionToken } : keys;
}

function failureOf(operation: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  const { httpStatusCode: status } = error.$metadata as { httpStatusCode?: number };
  // It was never reached.
  if (status === undefined) return error;
  const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : error.name;
  return new ServiceFailure(operation, { code, message: error.message, status });
}
