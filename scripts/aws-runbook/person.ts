import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RangeDescription, System } from '@steadyhand/contracts';

/** Somebody at a terminal whose bash has the runbook's blanks as variables. */
export interface Person {
  /** Runs shell text; `key` names the procedure whose parameters come first. Resolves when it has ended or was ended. */
  run(shell: string, key: string): Promise<Ran>;
}

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface PersonOptions {
  system: System;
  range: RangeDescription;
  /** For blanks that are asked for: shell text that prints the answer. */
  answers: Readonly<Record<string, string>>;
  /** Where what a procedure writes goes. */
  cwd: string;
  path: string;
}

/** No procedure waits for longer; what hangs has failed. */
const LIMIT_MS = 240_000;

export function personAt(options: PersonOptions): Person {
  const { system } = options;
  return {
    async run(shell, key) {
      const bindings = { ...system.parameters, ...system.procedures[key]?.parameters };
      const known: Record<string, string> = {};
      const lookUp = async (name: string): Promise<void> => {
        if (name in known) return;
        const binding = bindings[name];
        const command = options.answers[name] ?? commandOf(binding);
        if (command !== undefined) {
          for (const inner of namesIn(command)) await lookUp(inner);
          known[name] = (await bash(command, known, options)).stdout.trim();
        } else if (typeof binding === 'string') known[name] = binding;
        else if (binding && 'value' in binding) known[name] = binding.value;
        else if (binding && 'output' in binding) known[name] = options.range.outputs[binding.output] ?? '';
      };
      for (const name of namesIn(shell)) await lookUp(name);
      return bash(shell, known, options);
    },
  };
}

function commandOf(binding: System['parameters'][string] | undefined): string | undefined {
  return typeof binding === 'object' && 'command' in binding ? binding.command : undefined;
}

function namesIn(shell: string): Set<string> {
  return new Set([...shell.matchAll(/(?<!\\)\$\{?([A-Z][A-Z0-9_]*)|\(\(([A-Z_]+)/g)].map(([, a, b]) => a ?? b ?? ''));
}

async function bash(
  shell: string,
  variables: Readonly<Record<string, string>>,
  { range, cwd, path }: PersonOptions,
): Promise<Ran> {
  const child = spawn('bash', ['--noprofile', '--norc', '-c', shell], {
    cwd,
    // A group of its own, which ends as one.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentOf(range, cwd), ...variables, PATH: `${path}:${process.env.PATH}` },
  });
  const { pid } = child;
  const ending = setTimeout(() => pid !== undefined && process.kill(-pid, 'SIGKILL'), LIMIT_MS);
  try {
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { exitCode, stdout, stderr };
  } finally {
    clearTimeout(ending);
  }
}

/** Nothing that would reach an account of the person's: neither credentials nor a way out. */
function environmentOf(range: RangeDescription, home: string): Record<string, string> {
  return {
    HOME: home,
    LANG: 'C.UTF-8',
    AWS_ENDPOINT_URL: range.endpoint,
    AWS_ACCESS_KEY_ID: range.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: range.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: range.region,
    AWS_REGION: range.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1,localhost',
    // What our own stand-ins need: where the range is, and that they run where the tasks run.
    STEADY_RANGE_ENDPOINT: range.endpoint,
    STEADY_RANGE_GROUPS: range.outputs.tasksSecurityGroupId ?? '',
    // For requests that come from elsewhere.
    LOAD_BALANCER: range.hosts[`${range.outputs.albDnsName}:80`] ?? '',
  };
}
