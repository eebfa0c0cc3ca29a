/** A folder for the beginning of PATH: the real `aws` kept to a range and written down, and our own programs for the rest. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RealClis {
  /** Version 1. */
  aws1: string;
  /** A Python that imports version 2, and where it finds its modules. */
  aws2: { python: string; path: string };
}

/** Our own stand in where the machine's would not find the range's names. */
export const OWN_PROGRAMS = ['curl', 'docker', 'psql', 'pulumi', 'redis-cli'] as const;

/** What follows a log is interrupted after so long; the program itself takes a second or two of it to start. */
const FOLLOW_SECONDS = 5;

const TSX = fileURLToPath(import.meta.resolve('tsx/cli'));
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes the folder; every call of `aws` is kept in `calls`. */
export async function writePathFolder(folder: string, calls: string, { aws1, aws2 }: RealClis): Promise<void> {
  await mkdir(folder, { recursive: true });
  await mkdir(calls, { recursive: true });
  const put = (name: string, text: string) => writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const ours = (script: string) => `exec '${process.execPath}' '${TSX}' --conditions=@steadyhand/source '${script}'`;
  await put('aws', awsStandIn(calls, { aws1, aws2 }));
  await put('session-manager-plugin', `${ours(here('../aws-session-plugin.ts'))} "$@"`);
  const tool = here('../../packages/range/src/task/tool.ts');
  for (const name of OWN_PROGRAMS) await put(name, `${ours(tool)} ${name} "$@"`);
}

/** Version 2 for what version 1 does not have. */
function awsStandIn(calls: string, { aws1, aws2 }: RealClis): string {
  const main = 'import sys; from awscli.clidriver import main; sys.exit(main())';
  return `call='${calls}'/$(date +%s%N).$$
keep() { printf '%s\\0' "$@" > $call.argv; }
follow=
case " $* " in *' --follow '*) follow='timeout --signal=INT --preserve-status ${FOLLOW_SECONDS}';; esac
case "$1 $2" in
  'logs tail')
    keep 2 "$@"
    PYTHONPATH='${aws2.path}' $follow '${aws2.python}' -c '${main}' --endpoint-url "$AWS_ENDPOINT_URL" "$@" 2> $call.stderr;;
  *)
    keep 1 "$@"
    '${aws1}' --endpoint-url "$AWS_ENDPOINT_URL" "$@" 2> $call.stderr;;
esac
code=$?
echo $code > $call.code
cat $call.stderr >&2
exit $code`;
}
