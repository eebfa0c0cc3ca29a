/** Helpers of this package's tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis, Call, Effect, ProgramGrammar } from '@steadyhand/contracts';

const shared = new URL('../../../../shared/', import.meta.url);

export interface SharedDocument {
  name: string;
  text: string;
}

/** Real runbooks that stand beside the repository; none where it stands alone. */
export function sharedDocuments(...folders: ('seeds' | 'corpus')[]): SharedDocument[] {
  return folders.flatMap((folder) => {
    const path = fileURLToPath(new URL(`${folder}/`, shared));
    if (!existsSync(path)) return [];
    const names = readdirSync(path).filter((name) => name.endsWith('.md') && name !== 'README.md');
    return names.sort().map((name) => ({ name: basename(name, '.md'), text: readFileSync(`${path}${name}`, 'utf8') }));
  });
}

/** A small `aws`: verbs give the effect, `--cluster` is a cluster. */
export const awsGrammar: ProgramGrammar = {
  program: 'aws',
  summary: 'AWS',
  examples: [],
  analyse({ argv }: Call): Analysis {
    const [service = '', operation = ''] = argv;
    const effect: Effect = /^(?:describe|list|get|tail|wait|start-query|receive)/.test(operation)
      ? operation === 'get-secret-value'
        ? 'reveal'
        : 'read'
      : /^(?:delete|terminate|purge)/.test(operation)
        ? 'destroy'
        : 'change';
    const at = argv.indexOf('--cluster') + 1;
    return {
      effect,
      operation: `${service} ${operation}`,
      reason: 'its verb',
      resources: [],
      arguments: at > 0 ? [{ index: at, resource: 'ecs:cluster' }] : [],
    };
  },
};

export const grammars: ReadonlyMap<string, ProgramGrammar> = new Map([['aws', awsGrammar]]);
