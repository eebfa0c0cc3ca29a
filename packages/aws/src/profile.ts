import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Env = Readonly<Record<string, string | undefined>>;

/** The settings of one profile, from the configuration file with the credentials file over it. */
export interface Profile {
  name: string;
  exists: boolean;
  settings: Readonly<Record<string, string>>;
  /** The file that has the keys. */
  keysIn: 'credentials' | 'config' | null;
  /** Endpoints by service id, from the `services` section that the profile names. */
  endpoints: Readonly<Record<string, string>>;
  files: { config: string; credentials: string };
}

type Sections = ReadonlyMap<string, Readonly<Record<string, string>>>;

export async function loadProfile(name: string, env: Env): Promise<Profile> {
  const home = env.HOME ?? homedir();
  const files = {
    config: env.AWS_CONFIG_FILE ?? join(home, '.aws', 'config'),
    credentials: env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, '.aws', 'credentials'),
  };
  const [config, credentials] = await Promise.all([readSections(files.config), readSections(files.credentials)]);
  const own =
    config.get(name === 'default' ? 'default' : `profile ${name}`) ??
    (name === 'default' ? config.get('profile default') : undefined);
  const secret = credentials.get(name);
  const services = config.get(`services ${own?.services ?? ''}`) ?? {};
  const endpoints = Object.entries(services)
    .filter(([key]) => key.endsWith('.endpoint_url'))
    .map(([key, value]) => [key.slice(0, -'.endpoint_url'.length), value]);
  return {
    name,
    exists: own !== undefined || secret !== undefined,
    settings: { ...own, ...secret },
    keysIn: secret?.aws_access_key_id ? 'credentials' : own?.aws_access_key_id ? 'config' : null,
    endpoints: Object.fromEntries(endpoints) as Record<string, string>,
    files,
  };
}

async function readSections(path: string): Promise<Sections> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return new Map();
  }
  return parseSections(text);
}

/** The AWS CLI's INI dialect; nested settings become `outer.inner`. */
export function parseSections(text: string): Sections {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> = {};
  let outer = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[\s*([^\]]+?)\s*\]/.exec(line);
    const setting = /^(\s*)([^=\s#;][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (header) {
      section = {};
      sections.set((header[1] ?? '').replace(/\s+/g, ' '), section);
    } else if (setting) {
      const [, indent = '', key = '', value = ''] = setting;
      if (indent === '') outer = key;
      section[indent === '' ? key : `${outer}.${key}`] = value.replace(/\s+[#;].*$/, '');
    }
  }
  return sections;
}
