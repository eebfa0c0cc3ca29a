import type { Runbook } from '@steadyhand/contracts';
import type { Prober } from '@steadyhand/engine';
import { loadHandlers } from '../compose.ts';
import { clockAgainst, identityIn, permissionsFor, rolesIn } from '../doctor/account.ts';
import { examine, type Finding, ok } from '../doctor/finding.ts';
import { nodeVersion, programsOf, redisFor } from '../doctor/machine.ts';
import { loadRunbook } from '../documents.ts';
import { interruptSignal } from '../interrupt.ts';
import { styleFor } from '../render/style.ts';
import { runbookHere } from '../system-folder.ts';
import { resolveEnvironment } from '../target.ts';
import { withRecord } from '../with-record.ts';

export interface DoctorOptions {
  env?: string;
  json?: boolean;
}

/** What would stop a run now; 1 when something would. */
export async function doctorCommand(name: string | undefined, { env, json }: DoctorOptions): Promise<number> {
  const findings: Finding[] = [];
  const say = async (found: Promise<Finding[]>): Promise<void> => {
    for (const finding of await found) {
      findings.push(finding);
      if (!json) process.stdout.write(`${lineOf(finding)}\n`);
    }
  };
  await say(examine('Node', async () => nodeVersion()));
  const path = name ?? (await runbookHere());
  let loaded: { path: string; runbook: Runbook } | null = null;
  await say(
    examine('Runbook', async () => {
      loaded = await loadRunbook(path);
      return ok('Runbook', `${loaded.path}: ${loaded.runbook.procedures.length} procedures`);
    }),
  );
  await say(examine('Record', recordOfRuns));
  await say(examine('Redis', async () => redisFor(process.env.PATH)));
  if (loaded) await examineRunbook(loaded, { env, say });
  if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  return findings.some(({ state }) => state === 'stops') ? 1 : 0;
}

type Say = (found: Promise<Finding[]>) => Promise<void>;

async function examineRunbook(
  { path, runbook }: { path: string; runbook: Runbook },
  { env, say }: { env: string | undefined; say: Say },
): Promise<void> {
  await say(examine('Programs', () => programsOf(runbook, process.env.PATH)));
  const prober = await proberFor(path, env).catch(async (error: unknown) => {
    await say(examine('Environment', () => Promise.reject(error)));
    return null;
  });
  if (!prober) return;
  for (const [what, look] of [
    ['Identity', identityIn],
    ['Roles', rolesIn],
    ['Clock', clockAgainst],
  ] as const) {
    await say(examine(what, () => look(prober)));
  }
  await say(examine('Permissions', () => permissionsFor(runbook, prober)));
}

async function proberFor(path: string, name: string | undefined): Promise<Prober> {
  const { system, target, env, clock } = await resolveEnvironment(path, name);
  return { handlers: await loadHandlers(system?.effects), target, clock, env, signal: interruptSignal() };
}

/** That runs can be kept: opens the database, and starts it where it is this user's own. */
async function recordOfRuns(): Promise<Finding> {
  const where = process.env.STEADYHAND_DATABASE_URL ? 'STEADYHAND_DATABASE_URL' : "this user's own Postgres";
  return withRecord(async ({ store }) => {
    const [last] = await store.listRuns({ limit: 1 });
    return ok('Record', `${where}${last ? `; last run ${last.id}` : '; no runs yet'}`);
  });
}

function lineOf({ what, state, detail, remedy }: Finding): string {
  const style = styleFor(process.stdout);
  const mark = { ok: style.green('ok      '), doubtful: style.yellow('doubtful'), stops: style.red('stops   ') }[state];
  return `${mark}  ${style.bold(what)}  ${detail}${remedy === '' ? '' : `\n            ${style.dim(remedy)}`}`;
}
