import type { Clock, Journal } from '@steadyhand/contracts';
import type { Redactor, Session } from '@steadyhand/shell';

export interface ArtifactOptions {
  runId: string;
  journal: Journal;
  clock: Clock;
  session: Session;
  redactor: Redactor;
}

/** Keeps the files that a session wrote, without secrets: they are gone with the session otherwise. */
export async function keepArtifacts(paths: readonly string[], options: ArtifactOptions): Promise<void> {
  const { runId, journal, clock, session, redactor } = options;
  if (paths.length === 0) return;
  await journal.append({ type: 'files-written', runId, at: clock.now(), paths: paths.map(redactor.text) });
  for (const path of paths) {
    const content = redacted(await session.readFile(path), redactor);
    const data = content.toString('base64');
    await journal.append({
      type: 'artifact',
      runId,
      at: clock.now(),
      path: redactor.text(path),
      bytes: content.length,
      data,
    });
  }
}

/** Text loses its secrets; bytes that hold one are replaced as a whole, since what is left of them could not be read. */
function redacted(content: Uint8Array, redactor: Redactor): Buffer {
  const bytes = Buffer.from(content);
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return Buffer.from(redactor.text(text), 'utf8');
  const raw = bytes.toString('latin1');
  return redactor.text(raw) === raw ? bytes : Buffer.from('[removed: it held a secret]\n');
}
