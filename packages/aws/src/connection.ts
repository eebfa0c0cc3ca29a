import { SteadyError } from '@steadyhand/contracts';
import { loadSdk, type Sdk, type SdkClient } from './clients.ts';
import { profileCredentials } from './credentials.ts';
import { CommandFailure, EXIT, Unsupported } from './failure.ts';
import type { Io } from './io.ts';
import type { Profile } from './profile.ts';
import { configuredEndpoint, type Settings } from './settings.ts';

/** Connections that are kept open, by everything that they depend on. */
export type ConnectionCache = Map<string, Connection>;

export interface Connection {
  sdk: Sdk;
  client: SdkClient;
}

export interface ConnectRequest {
  service: string;
  settings: Settings;
  io: Io;
  cache: ConnectionCache;
}

export async function connect({ service, settings, io, cache }: ConnectRequest): Promise<Connection> {
  const key = JSON.stringify([service, settings, io.env.AWS_WEB_IDENTITY_TOKEN_FILE, io.env.AWS_ROLE_ARN]);
  const known = cache.get(key);
  if (known) return known;
  const sdk = await loadSdk(service);
  if (!sdk) throw unsupported(service);
  const client = sdk.createClient(await clientConfig(settings, io));
  if (io.target?.kind === 'range' && settings.endpoint) keepInside(client, settings.endpoint);
  cache.set(key, { sdk, client });
  return { sdk, client };
}

export function unsupported(command: string): Unsupported {
  const error = new SteadyError('AWS_OPERATION_UNSUPPORTED', { command });
  return new Unsupported(EXIT.usage, `${error.code}: ${error.message} ${error.hint}\n`);
}

async function clientConfig(settings: Settings, io: Io): Promise<Record<string, unknown>> {
  const { endpoint, credentials, retry } = settings;
  return {
    region: settings.region,
    credentials: credentials ?? (await chainOf(settings, io)),
    maxAttempts: retry.attempts,
    retryMode: retry.mode,
    useQueueUrlAsEndpoint: false,
    followRegionRedirects: endpoint === undefined,
    ...(settings.signed ? {} : { signer: { sign: async (request: unknown) => request } }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, disableHostPrefix: true }),
    ...(settings.ca === undefined ? {} : { requestHandler: { httpsAgent: { ca: settings.ca } } }),
  };
}

function chainOf({ profile, signed, region, ca, isNamed }: Settings, { env, clock, askCode }: Io) {
  if (!profile || !signed) return NOBODY;
  const endpointOf = (service: string, of: Profile) => configuredEndpoint(service, env, of);
  return profileCredentials({ profile, env, region, ca, isNamed, endpointOf, askCode, now: () => clock.now() });
}

const NOBODY = { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' };

/** In a range a request that would leave it fails before it is sent, whatever the SDK made of the arguments. */
function keepInside(client: SdkClient, endpoint: string): void {
  const { hostname, port } = new URL(endpoint);
  const guard = (next: (args: SdkRequest) => Promise<unknown>) => async (args: SdkRequest) => {
    const { request } = args;
    if (request.hostname === hostname && String(request.port ?? '') === port) return next(args);
    throw new CommandFailure(EXIT.other, `\nThe request would leave the range: ${request.hostname}\n`);
  };
  client.middlewareStack.add(guard, { step: 'finalizeRequest', priority: 'low', name: 'keepInside' });
}

interface SdkRequest {
  request: { hostname: string; port?: number };
}
