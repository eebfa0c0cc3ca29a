/** What the installed AWS CLI is told of the world: where to go and who asks, and nothing else of the session. */

import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ParsedCommand } from '@steadyhand/aws-catalog';
import { unsupported } from '../connection.ts';
import { CommandFailure } from '../failure.ts';
import type { Credentials, Io } from '../io.ts';
import { resolveSettings } from '../settings.ts';

export interface Surroundings {
  env: Record<string, string>;
  /** Stand before the command's own words. */
  options: readonly string[];
}

/** Commands of no service: they go where their own servers are, or write the person's own files. */
const NO_SERVICE = new Set(['configure', 'sso', 'codeartifact', 'login', 'logout']);
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

export interface Place {
  io: Io;
  /** Folders with programs, as the variable has them. */
  path: string;
  /** The person's home, with the tokens of their single sign-on: a session has a home of its own, which has none. */
  home: string | undefined;
  /** Empty, and its own for this command. */
  folder: string;
}

/** Throws CommandFailure. */
export async function surroundings(parsed: ParsedCommand, { io, path, home, folder }: Place): Promise<Surroundings> {
  const base = { PATH: path, HOME: home ?? io.env.HOME ?? homedir(), LANG: 'C.UTF-8', AWS_PAGER: '' };
  const settings = await resolveSettings({ globals: parsed.globals, service: parsed.service, io }).catch((error) => {
    // What sends nothing to a region needs none.
    if (error instanceof CommandFailure && io.target?.kind !== 'range') return null;
    throw error;
  });
  const credentials = credentialVariables(settings?.credentials);
  if (io.target?.kind !== 'range') {
    const own = Object.entries(io.env).filter(([name]) => name.startsWith('AWS_'));
    const region = settings && !parsed.globals.has('region') ? { AWS_REGION: settings.region } : {};
    const env = { ...Object.fromEntries(own), ...region, ...base } as Record<string, string>;
    if (settings?.credentials === undefined) return { env, options: [] };
    delete env.AWS_PROFILE;
    delete env.AWS_SESSION_TOKEN;
    return { env: { ...env, ...credentials }, options: [] };
  }
  if (NO_SERVICE.has(parsed.service) || settings?.endpoint === undefined)
    throw unsupported(`${parsed.service} ${parsed.command} (inside a range)`);
  const env: Record<string, string> = {
    ...base,
    ...credentials,
    HOME: folder,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_ENDPOINT_URL: settings.endpoint,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_PROXY: new URL(settings.endpoint).hostname,
  };
  if (settings.ca !== undefined) {
    env.AWS_CA_BUNDLE = join(folder, 'range-ca.pem');
    await writeFile(env.AWS_CA_BUNDLE, settings.ca);
  }
  // Version 1 ignores the variable for some services.
  return { env, options: parsed.globals.has('endpoint-url') ? [] : ['--endpoint-url', settings.endpoint] };
}

function credentialVariables(credentials: Credentials | undefined): Record<string, string> {
  if (!credentials) return {};
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
