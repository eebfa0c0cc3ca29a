import { SteadyError } from '@steadyhand/contracts';
import { type Artifact, artifactsOf } from '@steadyhand/engine';
import Table from 'cli-table3';
import { withRecord } from '../with-record.ts';
import { writeOutput } from '../write-output.ts';

/** Lists what a run kept besides its events, or gives one of it: on standard output, or to a file. */
export async function artifactsCommand(
  runId: string,
  name: string | undefined,
  options: { output?: string; json?: boolean },
): Promise<number> {
  const events = await withRecord(async ({ store }) => {
    await store.run(runId);
    return store.events(runId);
  });
  const artifacts = artifactsOf(events);
  if (name === undefined) {
    process.stdout.write(options.json ? asJson(artifacts) : asTable(runId, artifacts));
    return 0;
  }
  await writeOutput(find(runId, artifacts, name).content(), options.output);
  return 0;
}

/** By its name, or by the end of it where only one has that. */
function find(runId: string, artifacts: readonly Artifact[], name: string): Artifact {
  const exact = artifacts.find((artifact) => artifact.name === name);
  const [only, ...more] = artifacts.filter((artifact) => artifact.name.endsWith(name));
  const found = exact ?? (more.length === 0 ? only : undefined);
  if (found) return found;
  const known = artifacts.map((artifact) => artifact.name).join(', ') || 'none';
  throw new SteadyError('ARTIFACT_NOT_FOUND', { id: runId, name, known });
}

function asJson(artifacts: readonly Artifact[]): string {
  return `${JSON.stringify({ artifacts: artifacts.map(({ content: _, ...artifact }) => artifact) }, null, 2)}\n`;
}

function asTable(runId: string, artifacts: readonly Artifact[]): string {
  if (artifacts.length === 0) return `Run ${runId} kept no files and no long outputs.\n`;
  const table = new Table({ head: ['name', 'what', 'bytes'], style: { head: [], border: [] } });
  for (const { name, kind, bytes } of artifacts) table.push([name, kind, String(bytes)]);
  return `${table.toString()}\n`;
}
