/** Where a call goes and who makes it, in the AWS CLI's order of precedence. */
import { loadService } from '@steadyhand/aws-catalog';
import { environmentCredentials } from './credentials.ts';
import { CommandFailure, EXIT, usageFailure } from './failure.ts';
import type { Credentials, Io } from './io.ts';
import { type Env, loadProfile, type Profile } from './profile.ts';

export interface Settings {
  region: string;
  endpoint: string | undefined;
  /** Only ever set inside a range, of an assumed role, or from the environment; else the profile's chain is asked. */
  credentials: Credentials | undefined;
  profile: Profile | undefined;
  /** By `--profile`, which comes before all variables. */
  isNamed: boolean;
  retry: { mode: 'standard' | 'adaptive'; attempts: number };
  output: string;
  /** PEM certificates to trust for the endpoint. */
  ca: string | undefined;
  signed: boolean;
}

/** Services with one endpoint for the world. */
const REGIONLESS = new Set(['ce', 'iam', 'route53', 's3', 's3api', 'sts']);

export interface SettingsRequest {
  globals: ReadonlyMap<string, string>;
  service: string;
  io: Io;
}

export async function resolveSettings(request: SettingsRequest): Promise<Settings> {
  const { globals, io } = request;
  if (io.target?.kind === 'range') return rangeSettings(request);
  const name = globals.get('profile') ?? io.env.AWS_PROFILE ?? io.env.AWS_DEFAULT_PROFILE ?? 'default';
  const profile = await loadProfile(name, io.env);
  const explicit =
    globals.has('profile') || io.env.AWS_PROFILE !== undefined || io.env.AWS_DEFAULT_PROFILE !== undefined;
  if (explicit && !profile.exists && name !== 'default') {
    throw new CommandFailure(EXIT.other, `\nThe config profile (${name}) could not be found\n`);
  }
  const bundle = globals.get('ca-bundle') ?? io.env.AWS_CA_BUNDLE ?? profile.settings.ca_bundle;
  return {
    region: resolveRegion(request, profile),
    endpoint: resolveEndpoint(request, profile),
    credentials: io.session ?? (globals.has('profile') ? undefined : environmentCredentials(io.env)),
    profile,
    isNamed: globals.has('profile'),
    retry: retryOf(io.env, profile),
    output: globals.get('output') ?? io.env.AWS_DEFAULT_OUTPUT ?? profile.settings.output ?? 'json',
    ca: bundle === undefined ? undefined : new TextDecoder().decode(await io.readFile(bundle)),
    signed: !globals.has('no-sign-request'),
  };
}

/** Inside a range nothing that the line or the environment says leads anywhere else. */
function rangeSettings({ globals, io }: SettingsRequest): Settings {
  const { target } = io;
  if (!target?.endpoint) throw new CommandFailure(EXIT.configuration, '\nThe range has no endpoint.\n');
  for (const option of ['profile', 'no-sign-request', 'ca-bundle']) {
    if (globals.has(option)) throw usageFailure(`--${option} is refused inside a range`);
  }
  const given = globals.get('endpoint-url');
  if (given !== undefined && originOf(given) !== originOf(target.endpoint)) {
    throw usageFailure(`--endpoint-url ${given} leads out of the range (${target.endpoint})`);
  }
  return {
    region: globals.get('region') ?? io.env.AWS_REGION ?? io.env.AWS_DEFAULT_REGION ?? target.region,
    endpoint: target.endpoint,
    credentials: io.session ?? target.credentials ?? { accessKeyId: 'range', secretAccessKey: 'range' },
    profile: undefined,
    isNamed: false,
    retry: { mode: 'standard', attempts: STANDARD_ATTEMPTS },
    output: globals.get('output') ?? io.env.AWS_DEFAULT_OUTPUT ?? 'json',
    ca: target.ca,
    signed: true,
  };
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

function resolveRegion({ globals, service, io }: SettingsRequest, profile: Profile): string {
  const region =
    globals.get('region') ??
    io.env.AWS_REGION ??
    io.env.AWS_DEFAULT_REGION ??
    profile.settings.region ??
    io.target?.region;
  if (region) return region;
  if (REGIONLESS.has(service)) return 'us-east-1';
  throw new CommandFailure(
    EXIT.configuration,
    '\nYou must specify a region. You can also configure your region by running "aws configure".\n',
  );
}

function resolveEndpoint({ globals, service, io }: SettingsRequest, profile: Profile): string | undefined {
  const given = globals.get('endpoint-url');
  if (given !== undefined) {
    if (!/^https?:\/\//.test(given))
      throw usageFailure(
        `Bad value for --endpoint-url "${given}": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/`,
      );
    return given;
  }
  return configuredEndpoint(service, io.env, profile) ?? io.target?.endpoint;
}

/** What variables and profile say of a service's endpoint, `--endpoint-url` apart. */
export function configuredEndpoint(service: string, env: Env, profile: Profile): string | undefined {
  if ((env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile.settings.ignore_configured_endpoint_urls) === 'true')
    return undefined;
  const id = (loadService(service)?.serviceId ?? service).replaceAll(/[ -]/g, '_');
  return (
    env[`AWS_ENDPOINT_URL_${id.toUpperCase()}`] ??
    env.AWS_ENDPOINT_URL ??
    profile.endpoints[id.toLowerCase()] ??
    profile.settings.endpoint_url
  );
}

const STANDARD_ATTEMPTS = 3;

/** As version 2 of the CLI, whose default is `standard`, and three attempts in all modes. The SDK has no `legacy`. */
function retryOf(env: Env, { settings }: Profile): Settings['retry'] {
  const mode = env.AWS_RETRY_MODE ?? settings.retry_mode ?? 'standard';
  if (!['legacy', 'standard', 'adaptive'].includes(mode)) {
    const problem = `Invalid value provided to "mode": "${mode}" must be one of: legacy, standard, adaptive`;
    throw new CommandFailure(EXIT.other, `\n${problem}\n`);
  }
  const given = env.AWS_MAX_ATTEMPTS ?? settings.max_attempts;
  const attempts = given === undefined ? STANDARD_ATTEMPTS : Number(given);
  if (!Number.isInteger(attempts) || attempts < 1)
    throw new CommandFailure(
      EXIT.other,
      `\nValue provided to "max_attempts": ${given} must be an integer of at least 1\n`,
    );
  return { mode: mode === 'adaptive' ? 'adaptive' : 'standard', attempts };
}
