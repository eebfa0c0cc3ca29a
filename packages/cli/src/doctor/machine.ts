import type { Runbook } from '@steadyhand/contracts';
import { findProgram, loadPrograms } from '@steadyhand/programs';
import { doubtful, type Finding, ok, stops } from './finding.ts';

/** As `engines` of the packages say. */
const NODE = { major: 20, minor: 19 };

export function nodeVersion(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > NODE.major || (major === NODE.major && minor >= NODE.minor);
  if (isEnough) return ok('Node', version);
  return stops('Node', version, `Install Node ${NODE.major}.${NODE.minor} or later.`);
}

/** The programs of a runbook that Steadyhand starts where they are installed. */
export async function programsOf({ procedures }: Runbook, path: string | undefined): Promise<Finding> {
  const used = new Set(
    procedures.flatMap(({ steps }) => steps).flatMap(({ commands }) => commands.map((c) => c.program)),
  );
  const { started } = await loadPrograms({ machine: { ...(path === undefined ? {} : { PATH: path }) } });
  const missing = started.filter((name) => used.has(name) && findProgram(name, path) === null);
  if (missing.length === 0)
    return ok('Programs', 'all that the runbook starts are there, or carried out by Steadyhand itself');
  return doubtful(
    'Programs',
    `not installed here: ${missing.join(', ')}`,
    'Install them, or leave their steps to somebody who has them.',
  );
}

/** What a range needs besides what npm installs. */
export function redisFor(path: string | undefined): Finding {
  const server = ['redis-server', 'valkey-server']
    .map((name) => findProgram(name, path))
    .find((found) => found !== null);
  if (server) return ok('Redis', server);
  if (findProgram('apt-get', path) && findProgram('dpkg-deb', path)) {
    return ok('Redis', "none on PATH; the first range unpacks the distribution's package into the cache");
  }
  return doubtful('Redis', 'none on PATH; only ranges need it', 'Install redis or valkey.');
}
