import { lister } from '@steadyhand/aws-catalog';
import type { Runbook } from '@steadyhand/contracts';
import { checkIdentity, type Prober, prepareHandlers, probe } from '@steadyhand/engine';
import { doubtful, type Finding, ok, stops } from './finding.ts';

/** Beyond this AWS refuses what is signed. */
const SKEW_MAX_MS = 5 * 60_000;
const SKEW_DOUBTFUL_MS = 60_000;

/** Who calls, and whether it is the account and region that are meant. Throws `ENVIRONMENT_MISMATCH`. */
export async function identityIn(prober: Prober): Promise<Finding> {
  const { environment, account, region } = prober.target;
  const arn = await checkIdentity(prober);
  return ok('Identity', `${arn}, which is in ${environment} (${account}, ${region})`);
}

/** That the roles of the environment can be taken. Throws what a run would throw. */
export async function rolesIn(prober: Prober): Promise<Finding> {
  await prepareHandlers(prober);
  const { read, change } = prober.target.roles ?? {};
  return ok('Roles', `reads as ${read ?? 'the caller'}, changes as ${change ?? 'the caller'}`);
}

/** This machine's clock against that of AWS; a range has its own. */
export async function clockAgainst(prober: Prober): Promise<Finding> {
  const { region, kind } = prober.target;
  if (kind === 'range') return ok('Clock', new Date(prober.clock.now()).toISOString());
  const argv = ['curl', '-s', '-I', '--max-time', '5', `https://sts.${region}.amazonaws.com/`];
  const { stdout } = await probe(prober, argv);
  const said = Date.parse(/^date: (.+)$/im.exec(stdout)?.[1] ?? '');
  if (Number.isNaN(said)) return doubtful('Clock', 'AWS could not be asked for the time', '');
  const skew = Math.abs(prober.clock.now() - said);
  const detail = `${Math.round(skew / 1000)} s from that of AWS`;
  if (skew > SKEW_MAX_MS)
    return stops('Clock', detail, "Set this machine's clock: AWS refuses what is signed at another time.");
  return skew > SKEW_DOUBTFUL_MS ? doubtful('Clock', detail, "Set this machine's clock.") : ok('Clock', detail);
}

/** One harmless listing for each kind of resource that the runbook's blanks stand for. */
export async function permissionsFor({ parameters }: Runbook, prober: Prober): Promise<Finding[]> {
  const types = [...new Set(parameters.flatMap(({ resource }) => (resource ? [resource] : [])))];
  const listings = types.flatMap((type) => {
    const words = lister(type);
    return words && !words.some((word) => word.includes('{')) ? [{ type, words }] : [];
  });
  const denied = await Promise.all(
    listings.map(async ({ type, words }) => {
      const { exitCode, stderr } = await probe(prober, ['aws', ...words]);
      return exitCode === 0
        ? null
        : doubtful(
            `May list ${type}`,
            stderr.trim(),
            'Give the caller the permission, or bind the blank in steadyhand.yaml.',
          );
    }),
  );
  const refused = denied.filter((finding) => finding !== null);
  if (listings.length === 0) return [];
  return [
    ok('Permissions', `${listings.length - refused.length} of ${listings.length} kinds of resource can be listed`),
    ...refused,
  ];
}
