import { readFile } from 'node:fs/promises';
import { type Anchor, type Verification, verifyExport } from '@steadyhand/engine';
import { openRecord } from '../record.ts';

/** Verifies the record of a run: in the database by its id, or an exported file by its path. */
export async function auditVerify(what: string, options: { anchor?: Anchor[]; json?: boolean }): Promise<number> {
  const anchors = options.anchor ?? [];
  const verification = what.endsWith('.jsonl') ? await verifyFile(what, anchors) : await verifyRun(what, anchors);
  const problems = verification.problems.map((problem) => `  ${problem.seq}: ${problem.kind}: ${problem.detail}`);
  const text = options.json
    ? `${JSON.stringify(verification, null, 2)}\n`
    : [
        verification.ok ? `The record of ${what} is whole.` : `The record of ${what} is NOT whole:`,
        ...problems,
        '',
      ].join('\n');
  process.stdout.write(text);
  return verification.ok ? 0 : 1;
}

/** Prints the record of a run as JSON lines, which `steady audit verify` checks without a database. */
export async function auditExport(runId: string): Promise<number> {
  const record = await openRecord();
  try {
    const lines = await record.store.exportRun(runId);
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  } finally {
    await record.close();
  }
}

/** Prints the hash of the last event of a run, to be kept where the record's keeper cannot reach it. */
export async function auditAnchor(runId: string): Promise<number> {
  const record = await openRecord();
  try {
    const anchor = await record.store.anchor(runId);
    process.stdout.write(anchor ? `${anchor.seq}:${anchor.hash}\n` : 'The run has no events yet.\n');
    return 0;
  } finally {
    await record.close();
  }
}

async function verifyRun(runId: string, anchors: Anchor[]): Promise<Verification> {
  const record = await openRecord();
  try {
    return await record.store.verifyRun(runId, { anchors });
  } finally {
    await record.close();
  }
}

async function verifyFile(path: string, anchors: Anchor[]): Promise<Verification> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return verifyExport(lines, anchors);
}
