import type { CommandContext } from '@steadyhand/contracts';
import type { Given } from './given.ts';
import { LivekitError } from './livekit-error.ts';

/** The server, and who calls. */
export interface Settings {
  url: URL;
  apiKey: string;
  apiSecret: string;
  /** The address as it was given; null where nothing named one. */
  given: string | null;
  /** What the real program says of where they are from; else empty. */
  note: string;
}

const VARIABLES = { url: 'LIVEKIT_URL', 'api-key': 'LIVEKIT_API_KEY', 'api-secret': 'LIVEKIT_API_SECRET' } as const;

/** From the options, else from the session's environment. */
export function settingsOf(given: Given, { env }: Pick<CommandContext, 'env'>): Settings {
  const isDev = given.has('dev');
  const value = (name: keyof typeof VARIABLES): string => given.value(name) || (env[VARIABLES[name]] ?? '');
  const [address, key, secret] = [value('url'), value('api-key'), value('api-secret')];
  if (isDev && (key || secret)) throw new LivekitError(`both ${key ? 'api-key' : 'api-secret'} and dev flags are set`);
  const apiKey = isDev ? 'devkey' : key;
  const apiSecret = isDev ? 'secret' : secret;
  if (apiKey === '') throw new LivekitError('api-key is required');
  if (apiSecret === '') throw new LivekitError('api-secret is required');
  const fromEnv = Object.entries(VARIABLES).flatMap(([name, variable]) =>
    env[variable] && value(name as keyof typeof VARIABLES) === env[variable] ? [name] : [],
  );
  const note = isDev
    ? 'Using dev credentials'
    : fromEnv.length > 0
      ? `Using ${fromEnv.join(', ')} from environment`
      : '';
  return { url: serverUrl(address || 'http://localhost:7880'), apiKey, apiSecret, given: address || null, note };
}

/** `wss://` is what the clients of rooms speak; requests go to the same place. */
function serverUrl(text: string): URL {
  const http = text.replace(/^ws(s?):/i, 'http$1:');
  const url = URL.canParse(http) ? new URL(http) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new LivekitError(`"${text}" is not the address of a server: give --url https://HOST`);
  return url;
}
