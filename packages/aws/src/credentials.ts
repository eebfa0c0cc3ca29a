/**
 * Who signs, where neither a range nor a role nor variables say it: the profile, then what the machine offers. The order is
 * the AWS CLI's own (botocore/credentials.py, `create_credential_resolver`, Apache-2.0):
 *
 * 1. `role_arn` of the profile, assumed with `source_profile` or `credential_source`;
 * 2. web identity: of the variables, unless `--profile` is given; else of the profile;
 * 3. SSO;
 * 4. keys of the credentials file;
 * 5. `credential_process`;
 * 6. keys of the configuration file;
 * 7. the container's endpoint;
 * 8. the instance's metadata, which must answer within a second.
 */
import { type AssumeRequest, assumeRole, assumeWithToken } from './assume-role.ts';
import { CommandFailure, EXIT } from './failure.ts';
import type { Credentials } from './io.ts';
import { type Env, loadProfile, type Profile } from './profile.ts';

export interface SessionCredentials extends Credentials {
  expiration?: Date;
}

export interface CredentialRequest extends AssumeRequest {
  profile: Profile;
  /** By `--profile`: the variables say nothing then. */
  isNamed: boolean;
}

type Providers = typeof import('@aws-sdk/credential-providers');
type Provider = () => Promise<SessionCredentials>;

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const IMDS_TIMEOUT_MS = 1000;

export async function profileCredentials(request: CredentialRequest): Promise<Provider> {
  const providers = await import('@aws-sdk/credential-providers');
  return () => find(request, providers, new Set());
}

async function find(
  request: CredentialRequest,
  providers: Providers,
  visited: ReadonlySet<string>,
): Promise<SessionCredentials> {
  const { profile, env, isNamed } = request;
  const { role_arn: role, web_identity_token_file: tokenFile } = profile.settings;
  if (role !== undefined && tokenFile === undefined) {
    const source = await sourceOf(request, providers, visited);
    return assumeRole(request, source);
  }
  const { AWS_WEB_IDENTITY_TOKEN_FILE: envTokenFile, AWS_ROLE_ARN: envRole, AWS_ROLE_SESSION_NAME: name } = env;
  if (!isNamed && envTokenFile && envRole)
    return assumeWithToken(request, { role: envRole, tokenFile: envTokenFile, name });
  return ofProfile(request, providers) ?? ofMachine(env, providers);
}

/** What a profile has by itself; null where it has nothing. */
function ofProfile(request: CredentialRequest, providers: Providers): Promise<SessionCredentials> | null {
  const { profile } = request;
  const { settings, files, keysIn, name } = profile;
  const { role_arn: role, web_identity_token_file: tokenFile, role_session_name: sessionName } = settings;
  const init = { profile: name, configFilepath: files.config, filepath: files.credentials, ignoreCache: true };
  if (role !== undefined && tokenFile !== undefined)
    return assumeWithToken(request, { role, tokenFile, name: sessionName });
  if (settings.sso_session !== undefined || settings.sso_start_url !== undefined) {
    const endpoint = request.endpointOf('sso', profile);
    const clientConfig = endpoint === undefined ? {} : { endpoint };
    return providers
      .fromSSO({ ...init, clientConfig })()
      .catch(explainSso);
  }
  if (keysIn === 'credentials') return keysOf(profile);
  if (settings.credential_process !== undefined) return providers.fromProcess(init)().catch(explainProcess);
  return keysIn === 'config' ? keysOf(profile) : null;
}

function ofMachine(env: Env, providers: Providers): Promise<SessionCredentials> {
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return ofContainer(env, providers);
  return ofInstance(env, providers);
}

function ofContainer(env: Env, { fromHttp }: Providers): Promise<SessionCredentials> {
  const {
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: full,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
  } = env;
  const where = relative
    ? { awsContainerCredentialsRelativeUri: relative }
    : { awsContainerCredentialsFullUri: full ?? '' };
  return fromHttp({
    ...where,
    ...(token === undefined ? {} : { awsContainerAuthorizationToken: token }),
    ...(tokenFile === undefined ? {} : { awsContainerAuthorizationTokenFile: tokenFile }),
    logger: SILENT,
  })();
}

function ofInstance(env: Env, { fromInstanceMetadata }: Providers): Promise<SessionCredentials> {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') throw noCredentials();
  const timeout = Number(env.AWS_METADATA_SERVICE_TIMEOUT) * 1000 || IMDS_TIMEOUT_MS;
  const maxRetries = Math.max(0, Number(env.AWS_METADATA_SERVICE_NUM_ATTEMPTS ?? 1) - 1) || 0;
  return fromInstanceMetadata({ timeout, maxRetries, logger: SILENT })().catch(() => {
    throw noCredentials();
  });
}

/** With whose credentials a profile's role is assumed. */
async function sourceOf(
  request: CredentialRequest,
  providers: Providers,
  visited: ReadonlySet<string>,
): Promise<SessionCredentials> {
  const { profile, env } = request;
  const { source_profile: source, credential_source: kind } = profile.settings;
  if (source !== undefined && kind !== undefined)
    throw misconfigured(`The profile "${profile.name}" contains both source_profile and credential_source.`);
  if (kind !== undefined) return ofSource(kind, env, providers);
  if (source === undefined)
    throw misconfigured('Partial credentials found in assume-role, missing: source_profile or credential_source');
  // A role that is assumed with the keys that stand beside it.
  if (source === profile.name && profile.keysIn !== null) return keysOf(profile);
  if (visited.has(source) || source === profile.name) {
    throw misconfigured(
      `Infinite loop in credential configuration detected. Attempting to load from profile ${source} which has already been visited. Visited profiles: ${[...visited, profile.name].join(', ')}`,
    );
  }
  const parent = await loadProfile(source, env);
  if (!parent.exists)
    throw misconfigured(`The source_profile "${source}" referenced in the profile "${profile.name}" does not exist.`);
  return find({ ...request, profile: parent, isNamed: true }, providers, new Set([...visited, profile.name]));
}

function ofSource(kind: string, env: Env, providers: Providers): Promise<SessionCredentials> {
  switch (kind) {
    case 'Environment': {
      const keys = environmentCredentials(env);
      if (keys) return Promise.resolve(keys);
      throw misconfigured('No credentials found in credential_source referenced in profile');
    }
    case 'EcsContainer':
      return ofContainer(env, providers);
    case 'Ec2InstanceMetadata':
      return ofInstance(env, providers);
    default:
      throw misconfigured(`Credential source ${kind} is not valid: Environment, EcsContainer or Ec2InstanceMetadata.`);
  }
}

async function keysOf({ settings }: Profile): Promise<SessionCredentials> {
  const {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
  } = settings;
  if (!accessKeyId || !secretAccessKey) {
    throw new CommandFailure(
      EXIT.configuration,
      '\nPartial credentials found in shared-credentials-file, missing: aws_secret_access_key\n',
    );
  }
  return sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : { accessKeyId, secretAccessKey };
}

/** The keys of variables; undefined where there are none. */
export function environmentCredentials(env: Env): Credentials | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId) return undefined;
  if (!secretAccessKey) {
    throw new CommandFailure(
      EXIT.configuration,
      '\nPartial credentials found in env, missing: AWS_SECRET_ACCESS_KEY\n',
    );
  }
  return sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : { accessKeyId, secretAccessKey };
}

const SSO_OVER = /expired|invalid|not found|unauthori[sz]ed|refresh/i;

function explainSso(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw misconfigured(
    SSO_OVER.test(message)
      ? 'The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.'
      : `Error when retrieving credentials from sso: ${message}`,
  );
}

function explainProcess(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw misconfigured(`Error when retrieving credentials from custom-process: ${message}`);
}

export function noCredentials(): CommandFailure {
  return new CommandFailure(
    EXIT.configuration,
    '\nUnable to locate credentials. You can configure credentials by running "aws configure".\n',
  );
}

function misconfigured(problem: string): CommandFailure {
  return new CommandFailure(EXIT.other, `\n${problem}\n`);
}
