import { resolve } from 'node:path';
import { roleOf } from '@steadyhand/engine';
import { findCaller } from '../caller.ts';
import { createIdentityKey, identityFile } from '../identity-key.ts';
import { styleFor } from '../render/style.ts';
import { findSystemFolder, systemOfRunbook } from '../system-folder.ts';
import { resolveEnvironment } from '../target.ts';

/** Makes a key for this user; prints what goes into steadyhand.yaml. */
export async function identityCreate(options: { name?: string; force?: boolean; json?: boolean }): Promise<number> {
  const { name, publicKey } = await createIdentityKey(options);
  const file = identityFile();
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ name, publicKey, file }, null, 2)}\n`);
    return 0;
  }
  const lines = [
    `Your private key is ${file}: keep it to yourself.`,
    'Under "people" in steadyhand.yaml, with the role that you have:',
    '',
    ...personLines({ name, publicKey, role: 'responder' }),
    '',
  ];
  process.stdout.write(lines.join('\n'));
  return 0;
}

/** Who the caller is, and what a system lets them do. */
export async function identityShow(
  runbook: string | undefined,
  options: { env?: string; json?: boolean },
): Promise<number> {
  const path = await documentOf(runbook);
  const environment = options.env === undefined ? null : await resolveEnvironment(path, options.env);
  const found = environment ? environment.system : ((await systemOfRunbook(path))?.system ?? null);
  const { identity, publicKey } = await findCaller(async () => environment);
  const role = found ? roleOf(identity, publicKey, found.people) : null;
  const document = { ...identity, publicKey, system: found?.system ?? null, role };
  if (options.json) {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  const style = styleFor(process.stdout);
  const isAnybody = found !== null && Object.keys(found.people).length === 0;
  const lines = [
    `${style.bold(identity.name)}  ${SOURCES[identity.source]}${identity.arn === undefined ? '' : `: ${identity.arn}`}`,
    ...(publicKey === null
      ? ['no key: steady identity create makes one']
      : ['', ...personLines({ name: identity.name, publicKey, role: role ?? 'responder' }), '']),
    found
      ? `role in ${found.system}: ${style.bold(role ?? '')}${isAnybody ? ' (it names no people: everybody has every role)' : ''}`
      : 'no system here: name a runbook to see your role',
    '',
  ];
  process.stdout.write(lines.join('\n'));
  return 0;
}

const SOURCES = {
  key: 'known by a key: answers are signed',
  aws: 'known by the account',
  login: 'known by the login name, which anybody can claim',
};

/** As YAML. */
function personLines({ name, publicKey, role }: { name: string; publicKey: string; role: string }): string[] {
  return [
    '  people:',
    `    ${/^[A-Za-z][\w.-]*$/.test(name) ? name : JSON.stringify(name)}:`,
    `      role: ${role}`,
    `      key: ${publicKey}`,
  ];
}

/** A path beside which a steadyhand.yaml is looked for. */
async function documentOf(runbook: string | undefined): Promise<string> {
  if (runbook === undefined) return resolve('RUNBOOK.md');
  if (runbook.endsWith('.md')) return runbook;
  return resolve(await findSystemFolder(runbook), 'RUNBOOK.md');
}
